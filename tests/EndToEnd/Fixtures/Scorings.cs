namespace SnsOps.EndToEnd.Fixtures;

/// <summary>Counts how often each comment of an account is scored, in the database itself, until disposed of.</summary>
internal sealed class Scorings : IAsyncDisposable
{
    private readonly Database _database;
    private readonly string _name;

    private Scorings(Database database, string name) => (_database, _name) = (database, name);

    internal static async Task<Scorings> CountAsync(Database database, Guid account)
    {
        var name = "scorings_" + account.ToString("N")[^8..];
        await database.ExecuteAsync($"""
            create table {name} (comment_id uuid not null);
            create function {name}() returns trigger language plpgsql as $$ begin insert into {name} values (new.id); return new; end $$;
            create trigger {name} after update on comments_inbox for each row
              when (new.account_id = '{account}' and new.sentiment is not null and old.scored_at is null) execute function {name}()
            """);
        return new Scorings(database, name);
    }

    /// <summary>Scorings, and comments that were scored.</summary>
    internal async Task<(long Scorings, long Comments)> TotalAsync() =>
        (await _database.ScalarAsync<long>($"select count(*) from {_name}"), await _database.ScalarAsync<long>($"select count(distinct comment_id) from {_name}"));

    public async ValueTask DisposeAsync() =>
        await _database.ExecuteAsync($"drop trigger {_name} on comments_inbox; drop function {_name}(); drop table {_name}");
}
