using System.Globalization;
using Dapper;
using SnsOps.Local.Processes;

namespace SnsOps.Benchmarks.Faults;

/// <summary>One fault and the publications it is let loose on: what a fault of the catalogue works with.</summary>
internal sealed partial class Round(FaultFleet fleet, FaultAgency agency, Random random, FaultCase fault, int number, int size, double lead)
{
    /// <summary>Codes of what is no failure of the post: limits, an open breaker, a connection that could not be made.</summary>
    private static readonly string[] Waits = ["80001", "80002", "rateLimitExceeded", "budget", "budget_unread", "breaker_open", "not_sent", "abandoned"];

    private readonly HashSet<Guid> _struck = [];

    public FaultFleet Fleet { get; } = fleet;

    public FaultAgency Agency { get; } = agency;

    /// <summary>Seeded: the same seed draws the same parameters.</summary>
    public Random Random { get; } = random;

    public FaultCase Fault { get; } = fault;

    public int Number { get; } = number;

    /// <summary>Publications scheduled so far.</summary>
    public List<Planned> Batch { get; } = [];

    /// <summary>Those the fault has hit, measured, not assumed.</summary>
    public IReadOnlySet<Guid> Struck => _struck;

    /// <summary>Posts that somebody else made on the same accounts.</summary>
    public HashSet<(string Account, string Id)> ByHand { get; } = [];

    /// <summary>Processes that died or froze holding publications.</summary>
    public List<Death> Deaths { get; } = [];

    /// <summary>What the parameters came to be, for the report and the replay.</summary>
    public List<string> Parameters { get; } = [];

    /// <summary>Rules of this fault alone that were broken.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Draws a parameter and notes it.</summary>
    public int Draw(string name, int from, int below)
    {
        var value = Random.Next(from, below);
        Parameters.Add($"{name}={value}");
        return value;
    }

    /// <summary>Draws at which of its hits a failpoint acts: one that a share of the batch reaches.</summary>
    public int DrawHit(int most) => Draw("n", 1, Math.Max(2, Math.Min(most, size / 3)));

    /// <summary>Draws one of several and notes it.</summary>
    public T Draw<T>(string name, params IReadOnlyList<T> among)
    {
        var value = among[Random.Next(among.Count)];
        Parameters.Add($"{name}={value}");
        return value;
    }

    /// <summary>Schedules a batch over accounts of their own, formats drawn from those the fault is about.</summary>
    public async Task<IReadOnlyList<Planned>> ScheduleAsync(CancellationToken ct, double? inSeconds = null, int? count = null, IReadOnlyList<string>? formats = null, string grace = "60 minutes", double? leadSeconds = null)
    {
        var free = Agency.Accounts.Where(a => Batch.TrueForAll(p => p.Account != a)).OrderBy(_ => Random.Next()).GroupBy(a => a.Platform).ToDictionary(g => g.Key, g => new Queue<Account>(g));
        var wanted = new List<Wanted>();
        for (var i = 0; i < (count ?? size); i++)
        {
            var format = (formats ?? Fault.Formats)[Random.Next((formats ?? Fault.Formats).Count)];
            if (free.GetValueOrDefault(Formats.PlatformOf(format)) is { Count: > 0 } accounts)
                wanted.Add(new Wanted(accounts.Dequeue(), format, $"{Number}번째 판 {Batch.Count + i + 1}번째 글: {Fault.Id} ☕", Random.Next(2) == 0));
        }

        var planned = await Agency.ScheduleAsync(wanted, inSeconds ?? lead, ct, grace, leadSeconds);
        Batch.AddRange(planned);
        return planned;
    }

    /// <summary>The same in two halves, the second due two seconds after the first: what strikes while the first is sent finds the second still to come.</summary>
    public async Task ScheduleInHalvesAsync(CancellationToken ct)
    {
        await ScheduleAsync(ct, count: size / 2);
        await ScheduleAsync(ct, inSeconds: lead + 2, count: size - (size / 2));
    }

    /// <summary>The same one after another over so many seconds, each found only four seconds ahead: all that while some wait for their nudge.</summary>
    public async Task ScheduleSpreadAsync(int seconds, CancellationToken ct)
    {
        for (var second = 0; second < seconds; second++)
            await ScheduleAsync(ct, inSeconds: lead + second, count: (size * (second + 1) / seconds) - (size * second / seconds), leadSeconds: 4);
    }

    /// <summary>Takes publications into the batch that were made through the Api.</summary>
    public async Task AdoptAsync(IReadOnlyDictionary<Guid, (Account Account, string Text)> contents, CancellationToken ct)
    {
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        foreach (var (id, content) in await connection.QueryAsync<(Guid, Guid)>("select id, content_id from publications where content_id = any(@ids)", new { ids = contents.Keys.ToArray() }))
            Batch.Add(new Planned(id, content, contents[content].Account, "facebook_text", contents[content].Text, null));
    }

    /// <summary>Notes publications as hit.</summary>
    public void Strike(IEnumerable<Guid> publications) => _struck.UnionWith(publications);

    /// <summary>Hits whatever of the batch is not final now, or is in one of these states.</summary>
    public async Task StrikeOpenAsync(CancellationToken ct, params string[] states)
    {
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        Strike(await connection.QueryAsync<Guid>(new CommandDefinition(
            "select id from publications where id = any(@ids) and state::text = any(@states) and asked_at is null",
            new { ids = Ids(), states = states.Length > 0 ? states : ["scheduled", "due", "claimed", "armed", "retrying", "unknown"] }, cancellationToken: ct)));
    }

    /// <summary>The ids of the batch.</summary>
    public Guid[] Ids() => [.. Batch.Select(p => p.Id)];

    /// <summary>Waits until a query about the batch (its ids: <c>@ids</c>) is true; false when it is not within the time.</summary>
    public async Task<bool> UntilAsync(string sql, double seconds, CancellationToken ct, object? parameters = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds)
        {
            try
            {
                await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
                if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(sql, parameters ?? new { ids = Ids() }, cancellationToken: ct)))
                    return true;
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or TimeoutException)
            {
                // PostgreSQL is what is being broken
            }

            await tick.WaitForNextTickAsync(ct);
        }

        return false;
    }

    /// <summary>Waits until some of the batch are under way: claimed or beyond.</summary>
    public Task<bool> UntilClaimedAsync(CancellationToken ct, double share = 0.8) => UntilAsync(
        "select count(*) filter (where state not in ('scheduled', 'due')) >= @share * count(*) from publications where id = any(@ids)", 15, ct, new { ids = Ids(), share });

    /// <summary>Waits until nothing of the batch is on its way to its send any more: sent, or given up, or waiting for another try.</summary>
    public Task<bool> UntilSentAsync(double seconds, CancellationToken ct) => UntilAsync(
        "select not exists (select from publications where id = any(@ids) and state in ('scheduled', 'due', 'claimed', 'armed'))", seconds, ct);

    /// <summary>Waits until so many of a hundred of the batch, and at least one, have been armed, or beyond.</summary>
    public Task<bool> UntilArmedAsync(int percent, CancellationToken ct) => UntilAsync(
        "select count(distinct publication_id) >= @count from trace where publication_id = any(@ids) and step = 'arm'", 60, ct, new { ids = Ids(), count = Math.Max(1, percent * Batch.Count / 100) });

    /// <summary>Waits until so many of the batch are published.</summary>
    public Task<bool> UntilPublishedAsync(int count, CancellationToken ct) => UntilAsync(
        "select count(*) >= @count from publications where id = any(@ids) and state = 'published'", 60, ct, new { ids = Ids(), count });

    /// <summary>Waits for a while of the fault's own length: its duration is what it is about.</summary>
    public static Task LastAsync(double seconds, CancellationToken ct) => Task.Delay(TimeSpan.FromSeconds(seconds), ct);

    /// <summary>An instant so many seconds from now, as the database and the Api have it: their clock may have been turned.</summary>
    public async Task<string> InAsync(double seconds, CancellationToken ct)
    {
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        return (await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition("select snsops.now() + make_interval(secs => @seconds)", new { seconds }, cancellationToken: ct))).ToString("O", CultureInfo.InvariantCulture);
    }

    /// <summary>Turns the clock of the database, the processes and the platforms on. It never turns back.</summary>
    public async Task TurnClockAsync(TimeSpan by, CancellationToken ct)
    {
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        var turned = await connection.ExecuteScalarAsync<TimeSpan>(new CommandDefinition("select turned_by from snsops.clock", cancellationToken: ct)) + by;
        // The platforms first: what they accept then must not look early.
        await Fleet.Sandbox.TurnClockAsync(turned.TotalSeconds, ct);
        await connection.ExecuteAsync(new CommandDefinition("select snsops.turn_clock(@turned)", new { turned }, cancellationToken: ct));
    }

    /// <summary>What was only told to wait, by a limit or an open breaker, must not have burnt a try.</summary>
    public async Task AssertNothingBurntAsync(CancellationToken ct)
    {
        await using var connection = await Fleet.Database.OpenConnectionAsync(ct);
        Broken.AddRange(await connection.QueryAsync<string>(new CommandDefinition("""
            select p.id || ' was only told to wait, and has burnt ' || p.retry_count || ' tries' from publications p
             where p.id = any(@ids) and p.retry_count > 0
               and not exists (select from publishing_logs l where l.subject_id = p.id and l.status <> 'published' and (l.error_code = any(@Waits)) is not true)
            """, new { ids = Ids(), Waits }, cancellationToken: ct)));
    }

    /// <summary>A signal to every process of PostgreSQL, its server and all sessions.</summary>
    public void SignalPostgres(UnixSignal signal)
    {
        foreach (var process in Descendants.WorkingIn(Path.Combine(Fleet.Folders.Postgres, "data"), "postgres"))
            process.Signal(signal);
    }
}

/// <summary>A process that died or froze, and what it held then.</summary>
/// <param name="At">When, by the clock PostgreSQL shares.</param>
/// <param name="Held">Claimed or armed for it.</param>
internal sealed record Death(DateTimeOffset At, IReadOnlyList<HeldRow> Held);

/// <summary>A publication a dead process held.</summary>
internal sealed record HeldRow(Guid Id, string State, int Epoch);
