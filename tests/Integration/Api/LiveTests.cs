using SnsOps.Shared.Live;

namespace SnsOps.Integration.Api;

/// <summary>The log of events, as the browser sees it.</summary>
public sealed class LiveTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Reviewers_of_the_client_hear_of_a_request_and_nobody_else()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        using var manager = await api.ConnectAsync(team.Manager.AccessToken);
        using var admin = await api.ConnectAsync(api.Admin.AccessToken);
        using var author = await api.ConnectAsync(team.Operator.AccessToken);
        using var stranger = await api.ConnectAsync(other.Manager.AccessToken);
        foreach (var live in (LiveClient[])[manager, admin, author, stranger])
            await live.NextAsync("hello");

        var id = await team.DraftAsync();
        await team.Operator.PostAsync($"/v1/contents/{id}/submit");

        foreach (var live in (LiveClient[])[manager, admin])
        {
            var heard = await live.NextAsync("approval_request");
            while ((Guid)heard["content_id"]! != id)
                heard = await live.NextAsync("approval_request");
            Assert.Equal(("가을 신메뉴 안내", "draft", "in_review", "김하늘"), ((string)heard["title"]!, (string)heard["from_status"]!, (string)heard["to_status"]!, (string)heard["requester"]!));
            Assert.NotEqual(Guid.Empty, (Guid)heard["id"]!);
        }

        // Each gets an event of its own next; had the other one been theirs, it would have come first.
        foreach (var (session, live) in new[] { (team.Operator, author), (other.Manager, stranger) })
        {
            await InsertAsync(null, null, session.UserId, "당신에게만");
            Assert.Equal("당신에게만", (string?)(await live.NextAsync())!["title"]);
        }
    }

    [Fact]
    public async Task Who_resumes_gets_what_was_missed_in_order_and_once()
    {
        var team = await api.TeamAsync();
        long seen;
        using (var before = await api.ConnectAsync(team.Operator.AccessToken))
        {
            await before.NextAsync("hello");
            await InsertAsync(team.Client, null, null, "하나");
            seen = (long)(await before.NextAsync("notification"))["seq"]!;
        }

        foreach (var title in (string[])["둘", "셋", "넷"])
            await InsertAsync(team.Client, null, null, title);
        await api.Database.UntilAsync("the events are numbered", "select not exists (select from live_events where seq is null)");
        using var after = await api.ConnectAsync(team.Operator.AccessToken, seen);
        Assert.True((bool)(await after.NextAsync("hello"))["resumed"]!);
        await InsertAsync(team.Client, null, null, "다섯");
        var heard = new List<string>();
        while (heard.Count < 4)
            heard.Add((string)(await after.NextAsync("notification"))["title"]!);
        Assert.Equal(["둘", "셋", "넷", "다섯"], heard);
    }

    [Fact]
    public async Task Much_at_once_is_heard_whole_by_a_client_that_reads()
    {
        const int Many = 900;       // more than may wait for one connection
        var team = await api.TeamAsync();
        using var live = await api.ConnectAsync(team.Operator.AccessToken);
        await live.NextAsync("hello");
        await api.Database.ExecuteAsync("""
            insert into live_events (id, type, client_id, payload)
            select gen_random_uuid(), 'notification', @Client, jsonb_build_object('title', '한꺼번에 온 소식 ' || n) from generate_series(1, @Many) n
            """, new { team.Client, Many });

        var heard = new List<(string Title, long Seq)>();
        while (heard.Count < Many)
        {
            var message = (await live.NextAsync())!;
            Assert.Equal("notification", (string?)message["type"]);
            heard.Add(((string)message["title"]!, (long)message["seq"]!));
        }

        Assert.Equal(Many, heard.Select(h => h.Title).Distinct().Count());
        Assert.Equal(heard.Select(h => h.Seq).Order(), heard.Select(h => h.Seq));
    }

    [Fact]
    public async Task A_number_nobody_knows_any_more_means_read_everything_anew()
    {
        using var live = await api.ConnectAsync(api.Admin.AccessToken, 999_999_999);
        Assert.False((bool)(await live.NextAsync("hello"))["resumed"]!);
        var resync = await live.NextAsync("resync");
        await InsertAsync(null, ["admin"], null, "이어서 받는 소식");
        Assert.True((long)(await live.NextAsync("notification"))["seq"]! > (long)resync["seq"]!);
    }

    [Fact]
    public async Task Two_writers_at_once_get_numbers_in_the_order_they_become_visible()
    {
        using var live = await api.ConnectAsync(api.Admin.AccessToken);
        await live.NextAsync("hello");
        await using var slow = await api.Database.DataSource.OpenConnectionAsync();
        await using (var open = await slow.BeginTransactionAsync())
        {
            await Dapper.SqlMapper.ExecuteAsync(slow, Insert, Parameters(null, ["admin"], null, "먼저 썼지만 늦게 커밋"), open);
            await InsertAsync(null, ["admin"], null, "나중에 썼지만 먼저 커밋");
            Assert.Equal("나중에 썼지만 먼저 커밋", (string?)(await live.NextAsync("notification"))["title"]);
            await open.CommitAsync();
        }

        Assert.Equal("먼저 썼지만 늦게 커밋", (string?)(await live.NextAsync("notification"))["title"]);
    }

    [Fact]
    public async Task What_is_numbered_where_it_is_written_is_heard_once_and_in_order()
    {
        using var live = await api.ConnectAsync(api.Admin.AccessToken);
        await live.NextAsync("hello");
        await api.Database.ExecuteAsync(NumberedInsert, Parameters(null, ["admin"], null, "바로 번호를 받은 소식"));
        Assert.Equal("바로 번호를 받은 소식", (string?)(await live.NextAsync("notification"))["title"]);
        await InsertAsync(null, ["admin"], null, "번호를 기다리는 소식");
        await api.Database.ExecuteAsync(NumberedInsert, Parameters(null, ["admin"], null, "그 뒤의 소식"));
        Assert.Equal("번호를 기다리는 소식", (string?)(await live.NextAsync("notification"))["title"]);
        Assert.Equal("그 뒤의 소식", (string?)(await live.NextAsync("notification"))["title"]);
    }

    [Fact]
    public async Task Bad_tokens_are_closed_with_4001_and_a_ticket_works_once()
    {
        foreach (var token in (string[])["", "nonsense", "a.b.c"])
        {
            using var refused = await api.ConnectAsync(token);
            Assert.Equal(4001, await refused.ClosedWithAsync());
        }

        var ticket = (string)(await api.Admin.PostAsync("/v1/ws-tickets", null, 201))["ticket"]!;
        using var live = await api.ConnectAsync(ticket);
        await live.NextAsync("hello");
        await live.SendAsync("""{"type":"ping"}""");
        await live.NextAsync("pong");
        using var again = await api.ConnectAsync(ticket);
        Assert.Equal(4001, await again.ClosedWithAsync());
    }

    [Fact]
    public async Task Rights_lost_while_connected_count_at_once()
    {
        var team = await api.TeamAsync();
        using var live = await api.ConnectAsync(team.Operator.AccessToken);
        await live.NextAsync("hello");
        await api.Admin.SendAsync(HttpMethod.Delete, $"/v1/clients/{team.Client}/members/{team.Operator.UserId}", null, 204);
        // Rights are believed for a moment: of each pair both come, until only the one does that is still theirs.
        string? first;
        do
        {
            await InsertAsync(team.Client, null, null, "이제 남의 소식");
            await InsertAsync(null, null, team.Operator.UserId, "내 소식");
            first = (string?)(await live.NextAsync("notification"))["title"];
        }
        while (first == "이제 남의 소식" && (string?)(await live.NextAsync("notification"))["title"] == "내 소식");
        Assert.Equal("내 소식", first);

        await api.Admin.PostAsync($"/v1/users/{team.Operator.UserId}/deactivate", null, 204);
        Assert.Equal(4001, await live.ClosedWithAsync());
    }

    [Fact]
    public async Task Nonsense_and_floods_from_a_client_close_only_its_own_connection()
    {
        using var nonsense = await api.ConnectAsync(api.Admin.AccessToken);
        await nonsense.NextAsync("hello");
        await nonsense.SendRawAsync("이건 JSON이 아닙니다"u8.ToArray());
        Assert.Equal(1007, await nonsense.ClosedWithAsync());
        using var flood = await api.ConnectAsync(api.Admin.AccessToken);
        await flood.NextAsync("hello");
        await flood.SendRawAsync(new byte[70_000]);
        Assert.Equal(1009, await flood.ClosedWithAsync());
    }

    [Fact]
    public async Task A_plain_call_to_the_websocket_is_told_so() =>
        Assert.Equal("live.websocket_only", await api.Admin.RefusedAsync(HttpMethod.Get, "/ws", null, 426));

    private const string Insert = """
        insert into live_events (id, type, client_id, roles, user_id, payload)
        values (gen_random_uuid(), 'notification', @client, @roles::user_role[], @user, jsonb_build_object('title', @title::text))
        """;

    private const string NumberedInsert = $"""
        insert into live_events (id, seq, type, client_id, roles, user_id, payload)
        values (gen_random_uuid(), {LiveSequence.Next}, 'notification', @client, @roles::user_role[], @user, jsonb_build_object('title', @title::text))
        """;

    private static object Parameters(Guid? client, string[]? roles, Guid? user, string title) => new { client, roles, user, title };

    private Task<int> InsertAsync(Guid? client, string[]? roles, Guid? user, string title) => api.Database.ExecuteAsync(Insert, Parameters(client, roles, user, title));
}
