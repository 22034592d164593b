using Dapper;
using Npgsql;

namespace SnsOps.Benchmarks.Faults;

/// <summary>
/// How long what a dead process held had to wait: what was claimed until it was claimed again, what was armed until it was first looked up.
/// And how long it took from not knowing to a verdict.
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

    /// <summary>Seconds from a row's first <c>unknown</c> until it was found or refuted, of all that were struck and about which nobody was asked.</summary>
    public IReadOnlyList<double> Verdicts => _verdicts;

    /// <summary>Adds what a settled round shows; returns those that had to wait for longer than the goal.</summary>
    public async Task<IReadOnlyList<(Guid Id, string State, double Seconds)>> AddAsync(NpgsqlDataSource database, Round round, CancellationToken ct)
    {
        var late = new List<(Guid, string, double)>();
        await using var connection = await database.OpenConnectionAsync(ct);
        foreach (var death in round.Deaths)
        {
            var waits = await connection.QueryAsync<(Guid Id, string State, double Seconds)>(new CommandDefinition("""
                select h.id, h.state, extract(epoch from min(t.at) - @At)::float8
                  from unnest(@ids, @states, @epochs) as h (id, state, epoch)
                  join trace t on t.publication_id = h.id and t.at > @At
                   and case h.state when 'claimed' then t.step = 'claimed' and t.epoch > h.epoch else t.step = 'look' or (t.step = 'arm' and t.epoch > h.epoch) end
                 group by h.id, h.state
                """, new { death.At, ids = death.Held.Select(h => h.Id).ToArray(), states = death.Held.Select(h => h.State).ToArray(), epochs = death.Held.Select(h => h.Epoch).ToArray() }, cancellationToken: ct));
            foreach (var (id, state, seconds) in waits)
            {
                (state == "claimed" ? _claimed : _armed).Add(seconds);
                if (seconds > GoalSeconds)
                    late.Add((id, state, seconds));
            }
        }

        _verdicts.AddRange(await connection.QueryAsync<double>(new CommandDefinition("""
            with doubt as (
                select publication_id, min(at) as at from trace where publication_id = any(@ids) and step = 'unknown' group by publication_id)
            select extract(epoch from min(t.at) - d.at)::float8
              from doubt d join trace t on t.publication_id = d.publication_id and t.at > d.at and t.step in ('published', 'failed', 'retrying', 'cancelled')
             where not exists (select from trace a where a.publication_id = d.publication_id and a.step = 'asked')
             group by d.publication_id, d.at
            """, new { ids = round.Struck.ToArray() }, cancellationToken: ct)));
        return late;
    }
}
