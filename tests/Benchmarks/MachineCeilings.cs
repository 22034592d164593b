using System.Globalization;
using Dapper;
using Npgsql;

namespace SnsOps.Benchmarks;

/// <summary>What this machine can do, taken in the same run and printed before its figures.</summary>
internal static class MachineCeilings
{
    /// <param name="report">Takes them.</param>
    /// <param name="database">A table is made in it and written to, a row at a time.</param>
    /// <param name="sandbox">Asked one request after another; null: the bench has none.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task TakeAsync(BenchReport report, NpgsqlDataSource database, Uri? sandbox, CancellationToken ct)
    {
        report.Ceiling("cores", Environment.ProcessorCount, "");
        report.Ceiling("load before", double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture), "");
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("create table if not exists bench_ceiling (n int)");
        report.Ceiling("commit of one row", await MedianAsync(() => connection.ExecuteAsync("insert into bench_ceiling values (1)")), "ms");
        if (sandbox is null)
            return;
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = sandbox };
        report.Ceiling("HTTP round trip to the sandbox", await MedianAsync(async () => (await http.GetAsync("/health/live", ct)).EnsureSuccessStatusCode()), "ms");
    }

    private static async Task<double> MedianAsync(Func<Task> once)
    {
        var times = new List<double>();
        for (var i = 0; i < 300; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await once();
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Median();
    }
}
