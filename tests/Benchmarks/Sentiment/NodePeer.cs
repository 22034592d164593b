using System.Diagnostics;
using System.Text.Json;
using SnsOps.Local.State;

namespace SnsOps.Benchmarks.Sentiment;

/// <summary>A script of <c>peers/models</c> under Node, with the npm packages that the set-up fetched for it.</summary>
internal sealed class NodePeer : IAsyncDisposable
{
    private readonly Process _process;

    private NodePeer(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    public static NodePeer Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "peers", "models", script), .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["SNSOPS_NODE_PEERS"] = LocalFolders.Required("SNSOPS_NODE_PEERS");
        return new NodePeer(Process.Start(start)!);
    }

    /// <summary>The next line it says.</summary>
    public async Task<JsonElement> ReadAsync(CancellationToken ct) =>
        JsonDocument.Parse(await _process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException("Node ended before it answered; its words are above")).RootElement;

    /// <summary>Asks it to run once more.</summary>
    public async Task<JsonElement> AskAsync(CancellationToken ct)
    {
        await _process.StandardInput.WriteLineAsync("run".AsMemory(), ct);
        await _process.StandardInput.FlushAsync(ct);
        return await ReadAsync(ct);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
