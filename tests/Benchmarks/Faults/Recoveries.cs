using Dapper;
using Npgsql;

namespace SnsOps.Benchmarks.Faults;

/// <summary>
/// How long what a dead process held had to wait: what was claimed until it was armed again, or its second if that came later; what was armed until
/// it was first looked up. And how long until there was a verdict.
/// </summary>
internal sealed class Recoveries
{
    private const double GoalSeconds = 15;
    private readonly List<double> _claimed = [];
    private readonly List<double> _armed = [];
    private readonly List<double> _verdicts = [];

    /// <summary>Seconds.</summary>
    public IReadOnlyList<double> Claimed => _claimed;

    /// <summary>Seconds.</summary>
    public IReadOnlyList<double> Armed => _armed;

    /// <summary>Seconds from the fault to the verdict, of all that were struck.</summary>
    public IReadOnlyList<double> Verdicts => _verdicts;

    /// <summary>Adds what a settled round shows; returns those that had to wait for longer than the goal.</summary>
    public async Task<IReadOnlyList<(Guid Id, string State, double Seconds)>> AddAsync(NpgsqlDataSource database, Round round, CancellationToken ct)
    {
        var late = new List<(Guid, string, double)>();
        await using var connection = await database.OpenConnectionAsync(ct);
        foreach (var death in round.Deaths)
        {
            var waits = await connection.QueryAsync<(Guid Id, string State, double Seconds)>(new CommandDefinition("""
                select h.id, h.state, extract(epoch from min(t.at) - greatest(@At, p.scheduled_at - c.turned_by - interval '1 second'))::float8
                  from unnest(@ids, @states, @epochs) as h (id, state, epoch)
                  join publications p on p.id = h.id cross join snsops.clock c
                  join trace t on t.publication_id = h.id and t.at > @At and (t.step = 'look' or (t.step = 'arm' and t.epoch > h.epoch))
                 group by h.id, h.state, p.scheduled_at, c.turned_by
                """, new { death.At, ids = death.Held.Select(h => h.Id).ToArray(), states = death.Held.Select(h => h.State).ToArray(), epochs = death.Held.Select(h => h.Epoch).ToArray() }, cancellationToken: ct));
            foreach (var (id, state, seconds) in waits)
            {
                (state == "claimed" ? _claimed : _armed).Add(Math.Max(0, seconds));
                if (seconds > GoalSeconds)
                    late.Add((id, state, seconds));
            }
        }

        if (round.StruckAt is { } struck)
        {
            _verdicts.AddRange(await connection.QueryAsync<double>(new CommandDefinition("""
                select greatest(0, extract(epoch from min(at) - @struck))::float8 from trace
                 where publication_id = any(@ids) and step in ('published', 'failed', 'cancelled', 'asked', 'missed') group by publication_id
                """, new { struck, ids = round.Struck.ToArray() }, cancellationToken: ct)));
        }

        return late;
    }
}
