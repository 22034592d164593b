using System.Globalization;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Benchmarks.Comments;

/// <summary>How fast comments enter the inbox, new ones and mostly known ones, beside a bare COPY into the same table with all its indexes and beside one row at a time, in turns.</summary>
internal static class IngestBench
{
    private const int PageSize = 1000;          // of the store's transactions; a page of a platform holds 50 to 100, a webhook up to 1000
    private const int RowAtATime = 2000;
    private static readonly DateTimeOffset s_posted = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_words =
    [
        "라떼", "진짜", "맛있어요", "직원분이", "불친절해서", "기분이", "좋았어요", "다시는", "안", "가요", "주차", "되나요?", "최고", "별로", "사진보다", "훨씬", "예뻐요", "오래", "기다렸는데", "🙏",
    ];

    /// <summary>Runs it on a durable PostgreSQL of its own.</summary>
    public static async Task RunAsync(BenchDatabase server, BenchReport report, int comments, int rounds, CancellationToken ct)
    {
        await server.DataSource.ReloadTypesAsync(ct);         // the enum of platforms came with the migration
        var random = new Random(1);
        var all = Enumerable.Range(0, comments).Select(i => new InboxComment(
            $"c{i:D9}", $"p{i % 200}", i % 4 == 0 ? $"c{i / 8:D9}" : null, $"손님{i % 997}", $"{10_000 + (i % 997)}",
            string.Join(' ', Enumerable.Range(0, random.Next(2, 14)).Select(_ => s_words[random.Next(s_words.Length)])), s_posted.AddSeconds(i)) { SeenAs = Sight.Shown }).ToArray();
        var account = await AccountAsync(server.DataSource, ct);
        await CeilingsAsync(server, report, all, ct);

        var turns = new Dictionary<string, List<double>> { ["new"] = [], ["seen"] = [], ["copy"] = [], ["row"] = [] };
        for (var round = 0; round <= rounds; round++)
        {
            var rates = new Dictionary<string, double>();
            foreach (var arm in round % 2 == 0 ? (string[])["copy", "new", "row", "seen"] : ["seen", "row", "new", "copy"])
                rates[arm] = await TurnAsync(server, arm, account, all, ct);
            BenchReport.Progress($"round {round}{(round == 0 ? " (warm-up)" : "")}: " + string.Join(", ", rates.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => $"{r.Key} {r.Value.ToString("N0", CultureInfo.InvariantCulture)}/s")));
            if (round > 0)
                foreach (var (arm, rate) in rates)
                    turns[arm].Add(rate);
        }

        report.Figure($"COPY of {comments:N0} rows into the same table and indexes", turns["copy"].Median(), "comments/s");
        report.Figure($"the store, {comments:N0} new, {PageSize:N0} a transaction", turns["new"].Median(), "comments/s");
        report.Figure($"the store, {comments:N0} of which 90 % are known", turns["seen"].Median(), "comments/s");
        report.Figure($"one row at a time, {RowAtATime:N0} new", turns["row"].Median(), "comments/s");
        report.Figure("new : COPY, median of rounds", Ratio("new", "copy"), "×", "≥ 0.5");
        report.Figure("90 % known : COPY, median of rounds", Ratio("seen", "copy"), "×", "≥ 0.8");
        report.Figure("new : one row at a time, median of rounds", Ratio("new", "row"), "×", "≥ 20");

        double Ratio(string one, string other) => turns[one].Zip(turns[other], (a, b) => a / b).Median();
    }

    private static async Task<double> TurnAsync(BenchDatabase server, string arm, InboxAccount account, InboxComment[] all, CancellationToken ct)
    {
        await using (var connection = await server.DataSource.OpenConnectionAsync(ct))
            await connection.ExecuteAsync(new CommandDefinition("truncate comments_inbox cascade", cancellationToken: ct));
        if (arm == "seen")
            await CopyAsync(server.DataSource, account, [.. all.Where((_, i) => i % 10 != 0)], "comments_inbox", ct);
        await using (var connection = await server.DataSource.OpenConnectionAsync(ct))
            await connection.ExecuteAsync(new CommandDefinition("vacuum analyze comments_inbox; checkpoint", commandTimeout: 300, cancellationToken: ct));
        var started = TimeProvider.System.GetTimestamp();
        var (done, expected) = (all.Length, all.Length);
        switch (arm)
        {
            case "copy": await CopyAsync(server.DataSource, account, all, "comments_inbox", ct); break;
            case "row": (done, expected) = (RowAtATime, RowAtATime); await RowsAsync(server.DataSource, account, all[..RowAtATime], ct); break;
            default:
                var store = new CommentStore(server.DataSource);
                foreach (var page in all.Chunk(PageSize))
                    await store.StoreAsync(account, page, Arrival.BySync(s_posted.AddDays(40)), ct);
                break;
        }

        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await using var check = await server.DataSource.OpenConnectionAsync(ct);
        var rows = await check.ExecuteScalarAsync<int>(new CommandDefinition("select count(*)::int from comments_inbox", cancellationToken: ct));
        return rows == expected ? done / seconds : throw new InvalidOperationException($"{arm}: {rows} rows instead of {expected}");
    }

    private static async Task CopyAsync(NpgsqlDataSource database, InboxAccount account, IReadOnlyList<InboxComment> comments, string table, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
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

    /// <summary>As a task queue does it: look and insert, one transaction each.</summary>
    private static async Task RowsAsync(NpgsqlDataSource database, InboxAccount account, IReadOnlyList<InboxComment> comments, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        foreach (var comment in comments)
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, author_platform_id, message, posted_at, received_at)
                values (@RowId, @ClientId, @AccountId, @Platform::platform, @Id, @PostId, @ParentId, @Author, @AuthorId, @Message, @PostedAt, @PostedAt)
                on conflict (account_id, platform_comment_id) do update set message = excluded.message where comments_inbox.message <> excluded.message
                """,
                new { RowId = Guid.CreateVersion7(), account.ClientId, AccountId = account.Id, account.Platform, comment.Id, comment.PostId, comment.ParentId, comment.Author, comment.AuthorId, comment.Message, comment.PostedAt },
                cancellationToken: ct));
    }

    private static async Task CeilingsAsync(BenchDatabase server, BenchReport report, InboxComment[] all, CancellationToken ct)
    {
        report.Ceiling("cores", Environment.ProcessorCount, "");
        report.Ceiling("load before", double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture), "");
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("""
            create table bench_bare as select id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, author_platform_id, message, posted_at, received_at
              from comments_inbox where false
            """);
        var started = TimeProvider.System.GetTimestamp();
        await CopyAsync(server.DataSource, new InboxAccount(Guid.NewGuid(), Guid.NewGuid(), "facebook"), all, "bench_bare", ct);
        report.Ceiling("COPY of the same rows into a table without indexes or search", all.Length / TimeProvider.System.GetElapsedTime(started).TotalSeconds, "comments/s");
        await connection.ExecuteAsync("drop table bench_bare");
    }

    private static async Task<InboxAccount> AccountAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        var client = Guid.CreateVersion7();
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into clients (id, name) values (@client, '벤치');
            insert into platform_accounts (id, client_id, platform, platform_account_id, name) values (@client, @client, 'facebook', '900', '벤치')
            """, new { client }, cancellationToken: ct));
        return new InboxAccount(client, client, "facebook");
    }
}
