using Dapper;
using Npgsql;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Collection.MarkTouched;

/// <summary>Marks comments that have a row in the inbox, so that the queue's index forgets them. What is true stands in that row; the mark only spares reading it.</summary>
/// <remarks>Here and not where people act: their answers' transactions must not wait for a comment that is just being scored or stored anew.</remarks>
internal sealed class MarkTouchedSweep(NpgsqlDataSource database) : ISweep
{
    private const int BatchSize = 500;

    /// <inheritdoc />
    public string Name => "touched comments";

    /// <inheritdoc />
    public async Task SweepAsync(CancellationToken ct)
    {
        while (await MarkAsync(ct) == BatchSize)
        {
            // there may be more
        }
    }

    private async Task<int> MarkAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition("""
            with due as materialized (
                select comment_id from inbox_items where not marked order by changed_at limit @BatchSize for update skip locked),
            free as materialized (
                select c.id, c.is_touched from due d join comments_inbox c on c.id = d.comment_id for update of c skip locked),
            touched as (
                update comments_inbox c set is_touched = true from free f where c.id = f.id and not f.is_touched)
            update inbox_items i set marked = true from free f where i.comment_id = f.id
            """, new { BatchSize }, cancellationToken: ct));
    }
}
