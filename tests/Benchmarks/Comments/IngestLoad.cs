using Dapper;
using Npgsql;
using NpgsqlTypes;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Benchmarks.Comments;

/// <summary>The comments of two accounts, and the ways by which they enter the inbox.</summary>
internal sealed class IngestLoad
{
    public const int PageSize = 1000;          // of the store's transactions; a page of a platform holds 50 to 100, a webhook up to 1000
    public const string BareTable = "bench_bare";
    private const int Sides = 2;
    private static readonly DateTimeOffset s_posted = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_words =
    [
        "라떼", "진짜", "맛있어요", "직원분이", "불친절해서", "기분이", "좋았어요", "다시는", "안", "가요", "주차", "되나요?", "최고", "별로", "사진보다", "훨씬", "예뻐요", "오래", "기다렸는데", "🙏",
    ];

    private readonly NpgsqlDataSource _database;
    private readonly InboxComment[] _all;
    private readonly InboxAccount[] _accounts;

    private IngestLoad(NpgsqlDataSource database, InboxComment[] all, InboxAccount[] accounts) => (_database, _all, _accounts) = (database, all, accounts);

    /// <summary>Of both accounts together.</summary>
    public int Count => _all.Length;

    /// <summary>Makes the texts, the same each time, and the accounts.</summary>
    public static async Task<IngestLoad> CreateAsync(NpgsqlDataSource database, int comments, CancellationToken ct)
    {
        var random = new Random(1);
        var all = Enumerable.Range(0, comments).Select(i => new InboxComment(
            $"c{i:D9}", $"p{i % 200}", i % 4 == 0 ? $"c{i / 8:D9}" : null, $"손님{i % 997}", $"{10_000 + (i % 997)}",
            string.Join(' ', Enumerable.Range(0, random.Next(2, 14)).Select(_ => s_words[random.Next(s_words.Length)])), s_posted.AddSeconds(i)) { SeenAs = Sight.Shown }).ToArray();
        var (client, ids) = (Guid.CreateVersion7(), Enumerable.Range(0, Sides).Select(_ => Guid.CreateVersion7()).ToArray());
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into clients (id, name) values (@client, '벤치');
            insert into platform_accounts (id, client_id, platform, platform_account_id, name) select id, @client, 'facebook', id::text, '벤치' from unnest(@ids) as a (id)
            """, new { client, ids }, cancellationToken: ct));
        return new IngestLoad(database, all, [.. ids.Select(id => new InboxAccount(id, client, "facebook"))]);
    }

    /// <summary>Whose the comment of this number is, and what it says.</summary>
    public (InboxAccount Account, InboxComment Comment) this[int number] => (_accounts[number % Sides], _all[number]);

    public Task EmptyAsync(CancellationToken ct) => ExecuteAsync("truncate comments_inbox cascade", ct);

    /// <summary>Each turn begins with statistics, and with nothing left to write.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        await ExecuteAsync("vacuum analyze comments_inbox", ct);
        await ExecuteAsync("checkpoint", ct);
    }

    /// <summary>A table like the inbox's first columns, without indexes.</summary>
    public Task BareTableAsync(CancellationToken ct) => ExecuteAsync($"""
        create table {BareTable} as select id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, author_platform_id, message, posted_at, received_at
          from comments_inbox where false
        """, ct);

    public async Task<int> RowsAsync(CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition("select count(*)::int from comments_inbox", cancellationToken: ct));
    }

    /// <summary>Both accounts at once, each through the store, page by page.</summary>
    public Task StoreAsync(CancellationToken ct) => SidesAsync(async (account, comments) =>
    {
        var store = new CommentStore(_database);
        foreach (var page in comments.Chunk(PageSize))
            await store.StoreAsync(account, page, Arrival.BySync(s_posted.AddDays(40)), ct);
    }, _ => true);

    /// <summary>Both accounts at once, one COPY each.</summary>
    public Task CopyAsync(Func<int, bool> which, CancellationToken ct, string table = "comments_inbox") => SidesAsync((account, comments) => CopyAsync(account, comments, table, ct), which);

    /// <summary>Look and insert, one transaction each, one after another.</summary>
    public async Task LoopAsync(int count, CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        for (var i = 0; i < count; i++)
        {
            var (account, comment) = this[i];
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, author_platform_id, message, posted_at, received_at)
                values (@RowId, @ClientId, @AccountId, @Platform::platform, @Id, @PostId, @ParentId, @Author, @AuthorId, @Message, @PostedAt, @PostedAt)
                on conflict (account_id, platform_comment_id) do update set message = excluded.message where comments_inbox.message <> excluded.message
                """,
                new { RowId = Guid.CreateVersion7(), account.ClientId, AccountId = account.Id, account.Platform, comment.Id, comment.PostId, comment.ParentId, comment.Author, comment.AuthorId, comment.Message, comment.PostedAt },
                cancellationToken: ct));
        }
    }

    private Task SidesAsync(Func<InboxAccount, InboxComment[], Task> way, Func<int, bool> which) =>
        Task.WhenAll(_accounts.Select((account, side) => Task.Run(() => way(account, [.. _all.Where((_, i) => i % Sides == side && which(i))]))));

    private async Task CopyAsync(InboxAccount account, IReadOnlyList<InboxComment> comments, string table, CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {table} (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, author_platform_id, message, posted_at, received_at) from stdin (format binary)", ct);
        foreach (var comment in comments)
        {
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(account.ClientId, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(account.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(account.Platform, "platform", ct);
            await copy.WriteAsync(comment.Id, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(comment.PostId, NpgsqlDbType.Text, ct);
            if (comment.ParentId is null)
                await copy.WriteNullAsync(ct);
            else
                await copy.WriteAsync(comment.ParentId, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(comment.Author, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(comment.AuthorId!, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(comment.Message!, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(comment.PostedAt!.Value.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(comment.PostedAt.Value.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 300, commandType: System.Data.CommandType.Text, cancellationToken: ct));      // or one word would be a procedure
    }
}
