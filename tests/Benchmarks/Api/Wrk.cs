using System.Diagnostics;
using System.Globalization;

namespace SnsOps.Benchmarks.Api;

/// <summary>One run of wrk: its connections ask one path after another.</summary>
/// <param name="Rate">Answers per second.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P95">The same.</param>
/// <param name="P99">The same.</param>
/// <param name="Errors">Answers that were not 2xx, and connections that failed.</param>
internal sealed record Wrk(double Rate, double P50, double P95, double P99, long Errors)
{
    /// <param name="server">Whom it asks.</param>
    /// <param name="calls">Lua of the next call: see <see cref="Gets"/> and <see cref="Posts"/>.</param>
    /// <param name="connections">At once.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="pauseMs">Each connection waits so long before each call: with enough connections that makes a pace.</param>
    /// <param name="folder">For its script.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task<Wrk> RunAsync(Uri server, string calls, int connections, int seconds, int pauseMs, string folder, CancellationToken ct)
    {
        var script = Path.Combine(folder, "wrk.lua");
        await File.WriteAllTextAsync(script, calls + string.Create(CultureInfo.InvariantCulture, $$"""

            {{(pauseMs > 0 ? $"delay = function() return math.random(0, {2 * pauseMs}) end" : "")}}
            done = function(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("RESULT %f %f %f %f %d\n", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(95) / 1000,
                latency:percentile(99) / 1000, e.connect + e.read + e.write + e.timeout + e.status))
            end
            """), ct);
        using var process = Process.Start(new ProcessStartInfo("wrk", ["-t2", $"-c{connections}", $"-d{seconds}s", "--timeout", "10s", "-s", script, server.ToString()]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("wrk did not start");
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        File.Delete(script);        // it has a token in it
        var result = output.Split('\n').SingleOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal)) ?? throw new InvalidOperationException("wrk said nothing of a result: " + output);
        var values = Array.ConvertAll(result.Split(' ')[1..], v => double.Parse(v, CultureInfo.InvariantCulture));
        return new Wrk(values[0], values[1], values[2], values[3], (long)values[4]);
    }

    /// <summary>One path after another.</summary>
    public static string Gets(IEnumerable<string> paths, string? token) => $$"""
        local paths = { {{string.Join(", ", paths.Select(p => $"\"{p}\""))}} }
        local headers = { {{Bearer(token)}} }
        local n = math.random(0, #paths - 1)
        request = function()
          n = n % #paths + 1
          return wrk.format("GET", paths[n], headers)
        end
        """;

    /// <summary>The same body again and again, under a key of its own each time.</summary>
    public static string Posts(string path, string body, string token) => $$"""
        local n, thread = 0, tostring({}):sub(8)
        request = function()
          n = n + 1
          return wrk.format("POST", "{{path}}", { {{Bearer(token)}}, ["Content-Type"] = "application/json", ["Idempotency-Key"] = "bench-" .. thread .. "-" .. os.time() .. "-" .. n }, [[{{body}}]])
        end
        """;

    private static string Bearer(string? token) => token is null ? "" : $"[\"Authorization\"] = \"Bearer {token}\"";
}
