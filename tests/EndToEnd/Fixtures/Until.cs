using Npgsql;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>Waits for something to become true, looking again and again; never sleeps for a fixed time.</summary>
internal static class Until
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(40);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Fails with <paramref name="what"/>, and what was seen last, once <paramref name="seconds"/> have passed.</summary>
    /// <remarks>PostgreSQL and the processes are killed in these tests: a look that cannot be had counts as "not yet".</remarks>
    internal static async Task TrueAsync(string what, Func<Task<bool>> look, double seconds = 90, Func<Task<string>>? describe = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(Every);
        var unseen = "";
        while (true)
        {
            try
            {
                unseen = "";
                if (await look())
                    return;
            }
            catch (Exception e) when (e is NpgsqlException or HttpRequestException or TimeoutException)
            {
                unseen = $" ({e.Message})";
            }
            if (TimeProvider.System.GetElapsedTime(started).TotalSeconds > seconds)
                Assert.Fail($"waited {seconds} s in vain until {what}{unseen}{(describe is null ? "" : "\n" + await describe())}");
            await tick.WaitForNextTickAsync(Ct);
        }
    }

    /// <summary>The same for something that happens in this process.</summary>
    internal static Task TrueAsync(string what, Func<bool> look, double seconds = 90) => TrueAsync(what, () => Task.FromResult(look()), seconds);
}
