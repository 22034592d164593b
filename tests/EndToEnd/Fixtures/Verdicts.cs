namespace SnsOps.EndToEnd.Fixtures;

/// <summary>Compares what the rows say with what the platforms' ledger holds: nothing lost, nothing doubled, nothing early.</summary>
internal sealed class Verdicts(Database database, Platforms platforms)
{
    private const string Rows = """
        select p.id, p.content_id, a.platform_account_id as account, p.platform::text as platform, c.body as text, p.state::text as state, p.asked_at is not null as asked,
               p.platform_post_id, p.scheduled_at, p.error, concat_ws(' ', p.epoch, 'of', p.owner, 'next', p.next_attempt_at, 'since', p.due_since) as claim
          from publications p join contents c on c.id = p.content_id join platform_accounts a on a.id = p.account_id
         where p.content_id = any(@contents)
        """;

    /// <summary>Waits until every publication of these contents is final, or a person was asked, and holds each to the ledger.</summary>
    internal async Task<IReadOnlyList<Verdict>> HoldAsync(IReadOnlyCollection<Guid> contents)
    {
        var ids = contents.ToArray();
        await database.UntilAsync("every publication is final or asked", """
            select count(*) > 0 and bool_and(state in ('published', 'failed', 'cancelled') or asked_at is not null) from publications where content_id = any(@ids)
            """, new { ids }, describe: async () => string.Join('\n', (await RowsAsync(ids)).Select(row => $"{row.State} {row.Text} on {row.Account}: {row.Error}, claim {row.Claim}")));
        var ledger = (await platforms.PostsAsync()).ToLookup(post => (post.AccountId, post.Text));
        var rows = await RowsAsync(ids);
        foreach (var row in rows)
        {
            var seen = ledger[(row.Account, row.Text)].ToList();
            var story = $"'{row.Text}' on {row.Account} is {row.State} ({row.Error}), the ledger has it {seen.Count} times";
            Assert.True(row.State == "published" ? seen.Count == 1 : seen.Count <= (row.Asked ? 1 : 0), story);
            Assert.All(seen, post => Assert.True(post.AcceptedAt >= row.ScheduledAt, $"{story}: {(row.ScheduledAt - post.AcceptedAt).TotalMilliseconds} ms early"));
            if (row is { State: "published", PlatformPostId: { } id })
                Assert.Equal(id, seen[0].Id);
        }
        return [.. rows.Select(row => new Verdict(row.Id, row.ContentId, row.Platform, row.State, row.Asked, row.Error, row.ScheduledAt, ledger[(row.Account, row.Text)].Select(post => post.AcceptedAt).FirstOrDefault()))];
    }

    private Task<IReadOnlyList<Row>> RowsAsync(Guid[] contents) => database.RowsAsync<Row>(Rows, new { contents });

    private sealed record Row(Guid Id, Guid ContentId, string Account, string Platform, string Text, string State, bool Asked, string? PlatformPostId, DateTimeOffset ScheduledAt, string? Error, string Claim);
}

/// <summary>Where one publication ended, and when it became visible.</summary>
internal sealed record Verdict(Guid PublicationId, Guid ContentId, string Platform, string State, bool Asked, string? Error, DateTimeOffset ScheduledAt, DateTimeOffset SeenAt);
