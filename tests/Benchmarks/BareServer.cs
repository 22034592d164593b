using System.Globalization;
using Microsoft.Extensions.Hosting;
using SnsOps.Local.Processes;

namespace SnsOps.Benchmarks;

/// <summary>A bare server beside a measured one: a hidden verb of this program in a process of its own, so that its CPU can be read.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private const string Listening = "listening";
    private readonly ChildProcess _process;

    private BareServer(ChildProcess process, int port)
    {
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"), Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Asks it.</summary>
    public HttpClient Http { get; }

    /// <summary>Its process.</summary>
    public int Id => _process.Identity.Pid;

    /// <summary>Starts it and waits until it says that it listens.</summary>
    /// <param name="verb">The hidden verb, which ends in <see cref="ServeAsync"/>.</param>
    /// <param name="port">It is told to listen there.</param>
    /// <param name="options">More of the verb's options.</param>
    /// <param name="environment">What may not stand in a command line.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<BareServer> StartAsync(string verb, int port, IReadOnlyList<string> options, IReadOnlyDictionary<string, string?> environment, CancellationToken ct)
    {
        var listens = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = ChildStart.Managed(typeof(BareServer).Assembly.Location, [verb, "--port", port.ToString(CultureInfo.InvariantCulture), .. options]) with { Environment = environment };
        var process = await ChildProcess.StartAsync(start, line =>
        {
            if (line == Listening)
                listens.TrySetResult();
            else
                Console.WriteLine(line);
        });
        var server = new BareServer(process, port);
        try
        {
            var first = await Task.WhenAny(listens.Task, process.Exited).WaitAsync(ct);
            return first == listens.Task ? server : throw new InvalidOperationException($"{verb} ended with exit code {await process.Exited} before it listened");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the verb does in its own process: serves until it is told to end, and says when it has begun.</summary>
    public static async Task ServeAsync(IHost server, CancellationToken ct)
    {
        await server.StartAsync(ct);
        Console.WriteLine(Listening);
        await server.WaitForShutdownAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Http.Dispose();
    }
}
