using Dapper;
using SnsOps.Local.Processes;

namespace SnsOps.Benchmarks.Faults;

/// <summary>The Api dies or freezes, and people change their minds at the last moment.</summary>
internal static class ApiFaults
{
    private static readonly string[] Text = ["facebook_text"];

    public static IEnumerable<FaultCase> All { get; } =
    [
        new("K1", "the Api dies between the commit and its answer, and the client asks again with the same key", Text, DieUnansweredAsync) { VerdictSeconds = 90 },
        new("K17", "the Api dies while people are told of what went out", Formats.All, DieTellingAsync),
        new("F28a", "the Api freezes while the platforms fetch media from it", [.. Formats.WithContainer, "facebook_multi_photo"], FreezeAsync) { VerdictSeconds = 120 },
        new("F33c", "posts are called off at their second", Formats.All, (r, ct) => ChangeMindsAsync(r, edit: false, ct)),
        new("F33e", "posts are edited at their second", Formats.All, (r, ct) => ChangeMindsAsync(r, edit: true, ct)),
    ];

    private static async Task DieUnansweredAsync(Round round, CancellationToken ct)
    {
        using var team = await ApiTeam.SignInAsync(round.Fleet, round.Agency.Client, ct);
        var fleet = round.Fleet.Fleet;
        await fleet.StopMemberAsync("api");
        fleet.StartMember("api", new Dictionary<string, string?> { ["SNSOPS_FAIL"] = $"api.done:kill@{round.Draw("n", 1, 60)}" });
        await fleet.Member("api").WaitReadyAsync(ct);
        var due = await round.InAsync(40, ct);
        Account[] pages = [.. round.Agency.Accounts.Where(a => a.Platform == "facebook").OrderBy(_ => round.Random.Next()).Take(24)];
        await Parallel.ForEachAsync(pages, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (page, token) =>
        {
            var text = $"{round.Number}번째 판, 응답을 잃은 {page.Number}의 글 ☕";
            var (made, again) = await UntilAnsweredAsync(key => team.WriteAsync(HttpMethod.Post, "/v1/contents", token, new { client_id = round.Agency.Client, title = text, body = text, account_ids = new[] { page.Id } }, key), token);
            var content = Guid.Parse((string)made.Body["id"]!);
            again |= (await UntilAnsweredAsync(key => team.WriteAsync(HttpMethod.Post, $"/v1/contents/{content}/submit", token, key: key), token)).Again;
            again |= (await UntilAnsweredAsync(key => team.ApproveAsync(content, token, key), token)).Again;
            again |= (await UntilAnsweredAsync(key => team.WriteAsync(HttpMethod.Post, $"/v1/contents/{content}/schedule", token, new
            {
                scheduled_at = due, time_zone = "Asia/Seoul",
            }, key), token)).Again;
            await using var connection = await round.Fleet.Database.OpenConnectionAsync(token);
            var contents = (await connection.QueryAsync<Guid>("select id from contents where title = @text", new { text })).AsList();
            var publications = (await connection.QueryAsync<Guid>("select id from publications where content_id = any(@contents)", new { contents })).AsList();
            lock (round)
            {
                if (contents.Count != 1 || publications.Count != 1)
                    round.Broken.Add($"'{text}' was made {contents.Count} times, with {publications.Count} publications");
                round.Batch.AddRange(publications.Select(id => new Planned(id, content, page, "facebook_text", text, null)));
                if (again)
                    round.Strike(publications);
            }
        });
        await round.UntilSentAsync(60, ct);
    }

    /// <summary>A client that gets no answer, or is told that its call is still being answered, asks again with the same key.</summary>
    private static async Task<(ApiReply Reply, bool Again)> UntilAnsweredAsync(Func<string, Task<ApiReply>> call, CancellationToken ct)
    {
        var (key, again) = (Guid.NewGuid().ToString(), false);
        while (true)
        {
            try
            {
                var reply = await call(key);
                if (reply.Status is >= 200 and < 300)
                    return (reply, again);
                if (reply.Status < 500 && reply.Code != "idempotency.in_flight")
                    throw new InvalidOperationException($"the Api refused: {reply.Status} {reply.Body}");
            }
            catch (HttpRequestException)
            {
                // no answer: it may have happened
            }

            again = true;
            await Task.Delay(250, ct);
        }
    }

    private static async Task DieTellingAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleInHalvesAsync(ct);
        await round.UntilPublishedAsync(round.DrawHit(40), ct);
        var since = DateTimeOffset.UtcNow;
        round.Fleet.Fleet.Kill("api");
        await round.Fleet.Fleet.Member("api").WaitReadyAsync(ct);
        await StrikeUntoldAsync(round, since, DateTimeOffset.UtcNow, ct);
        if (!await round.UntilAsync("""
                select not exists (select from publications where id = any(@ids) and state in ('scheduled', 'due', 'claimed', 'armed'))
                   and not exists (select from live_events where seq is null and (payload ->> 'publication_id')::uuid = any(@ids))
                """, 40, ct))
            round.Broken.Add("events that people should see have no number");
    }

    /// <summary>Hits what there was to tell while nobody was there to tell it.</summary>
    private static async Task StrikeUntoldAsync(Round round, DateTimeOffset since, DateTimeOffset until, CancellationToken ct)
    {
        await using var connection = await round.Fleet.Database.OpenConnectionAsync(ct);
        round.Strike(await connection.QueryAsync<Guid>(new CommandDefinition("""
            select distinct p.id from publications p join live_events e on e.type = 'publish_result' and e.payload ->> 'publication_id' = p.id::text
             where p.id = any(@ids) and e.created_at between @since and @until
            """, new { ids = round.Ids(), since, until }, cancellationToken: ct)));
    }

    private static async Task FreezeAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleAsync(ct);
        round.Fleet.Fleet.Kill("api", UnixSignal.Stop);
        await Round.LastAsync(round.Draw("seconds", 3, 13), ct);
        await StrikeUnfetchedAsync(round, ct);
        round.Fleet.Fleet.Kill("api", UnixSignal.Continue);
    }

    /// <summary>Hits what was to be prepared meanwhile and could not be: the platform has given nothing for some of its files.</summary>
    private static async Task StrikeUnfetchedAsync(Round round, CancellationToken ct)
    {
        await using var connection = await round.Fleet.Database.OpenConnectionAsync(ct);
        round.Strike(await connection.QueryAsync<Guid>(new CommandDefinition("""
            select p.id from publications p
             where p.id = any(@ids) and p.state in ('claimed', 'retrying') and p.handle is null
               and (p.platform = 'instagram' or (select count(*) from publication_parts t where t.publication_id = p.id) < 2)
            """, new { ids = round.Ids() }, cancellationToken: ct)));
    }

    /// <summary>Each call comes within half a second before its post's second, or just after it: one of both wins, and the caller is told which.</summary>
    private static async Task ChangeMindsAsync(Round round, bool edit, CancellationToken ct)
    {
        using var team = await ApiTeam.SignInAsync(round.Fleet, round.Agency.Client, ct);
        await round.ScheduleAsync(ct);
        await using var connection = await round.Fleet.Database.OpenConnectionAsync(ct);
        var second = DateTimeOffset.UtcNow + TimeSpan.FromSeconds(await connection.ExecuteScalarAsync<double>(
            "select extract(epoch from min(scheduled_at) - snsops.now())::float8 from publications where id = any(@ids)", new { ids = round.Ids() }));
        var calls = round.Batch.Select(async planned =>
        {
            var at = second.AddMilliseconds(round.Random.Next(-900, 100)) - DateTimeOffset.UtcNow;
            await Task.Delay(at > TimeSpan.Zero ? at : TimeSpan.Zero, ct);
            var reply = edit
                ? await team.WriteAsync(HttpMethod.Patch, $"/v1/contents/{planned.ContentId}", ct, new { body = planned.Text + " (고침)" }, ifMatch: "\"1\"")
                : await team.WriteAsync(HttpMethod.Post, $"/v1/publications/{planned.Id}/cancel", ct);
            return (planned, reply);
        }).ToList();
        var replies = await Task.WhenAll(calls);
        round.Strike(round.Ids());
        round.Parameters.Add($"accepted={replies.Count(r => r.reply.Status == 200)}");
        var cancelled = (await connection.QueryAsync<Guid>("select id from publications where id = any(@ids) and state = 'cancelled'", new { ids = round.Ids() })).ToHashSet();
        foreach (var (planned, reply) in replies)
        {
            if (reply.Status is not (200 or 409) || (reply.Status == 200) != cancelled.Contains(planned.Id))
                round.Broken.Add($"{planned.Id}: the call was answered {reply.Status} {reply.Code}, the publication is {(cancelled.Contains(planned.Id) ? "cancelled" : "not cancelled")}");
        }
    }
}
