using System.Diagnostics;
using System.Globalization;

namespace SnsOps.Benchmarks;

/// <summary>A bare server beside a measured one: a hidden verb of this program in a process of its own, so that its CPU can be read.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    private const int Tries = 100;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
    private readonly Process _process;

    private BareServer(Process process, int port)
    {
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"), Timeout = TimeSpan.FromMinutes(5) };
    }

    /// <summary>Asks it.</summary>
    public HttpClient Http { get; }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="verb">The hidden verb.</param>
    /// <param name="port">It is told to listen there.</param>
    /// <param name="options">More of the verb's options.</param>
    /// <param name="environment">What may not stand in a command line.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<BareServer> StartAsync(string verb, int port, IReadOnlyList<string> options, IReadOnlyDictionary<string, string?> environment, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(BareServer).Assembly.Location, verb, "--port", port.ToString(CultureInfo.InvariantCulture), .. options]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var server = new BareServer(Process.Start(start) ?? throw new InvalidOperationException($"{verb} did not start"), port);
        for (var tries = 0; ; tries++)
        {
            try
            {
                (await server.Http.GetAsync("/", ct)).Dispose();
                return server;
            }
            catch (HttpRequestException) when (tries < Tries && !server._process.HasExited)
            {
                await Task.Delay(Between, ct);      // it is starting
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Http.Dispose();
    }
}
