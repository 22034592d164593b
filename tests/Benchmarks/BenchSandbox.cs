using System.Diagnostics;
using SnsOps.Local.State;

namespace SnsOps.Benchmarks;

/// <summary>The sandbox as a process of its own, beside a bench that has no fleet.</summary>
internal sealed class BenchSandbox : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private BenchSandbox(Process process, Uri url, string folder) => (_process, Http, _folder) = (process, new HttpClient { BaseAddress = url }, folder);

    /// <summary>To it, its control API too.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it in a folder of its own and waits until it is ready.</summary>
    /// <param name="ct">Stops waiting.</param>
    /// <param name="settings">As command-line arguments.</param>
    public static async Task<BenchSandbox> StartAsync(CancellationToken ct, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("snsops-bench-sandbox-").FullName;
        var url = new Uri($"http://127.0.0.1:{new PortBook(Path.Combine(folder, "ports.json")).PortOf("sandbox")}");
        var dll = Path.Combine(LocalFolders.Required("SNSOPS_ARTIFACTS"), "bin", "SnsOps.Sandbox", "release", "SnsOps.Sandbox.dll");
        var start = new ProcessStartInfo("dotnet", [dll, "--urls", url.GetLeftPart(UriPartial.Authority), $"--Sandbox:DataFolder={folder}", "--Logging:LogLevel:Default=Error", .. settings])
        {
            WorkingDirectory = Path.GetDirectoryName(dll)!,
        };
        var sandbox = new BenchSandbox(Process.Start(start)!, url, folder);
        await sandbox.ReadyAsync(ct);
        return sandbox;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ReadyAsync(CancellationToken ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                if ((await Http.GetAsync("/health/ready", ct)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // not listening yet
            }

            await tick.WaitForNextTickAsync(ct);
        }
    }
}
