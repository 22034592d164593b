using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>A comment somebody wrote below a post of ours, known to the sandbox and to the database.</summary>
public sealed class Discussion
{
    private readonly PublishingFixture _fixture;

    private Discussion(PublishingFixture fixture, string platform) => (_fixture, Platform) = (fixture, platform);

    public string Platform { get; }

    public Guid Client { get; private init; }

    public Guid Account { get; private init; }

    /// <summary>The account's id on the platform.</summary>
    public string PlatformId { get; private init; } = "";

    /// <summary>The comment's id on the platform.</summary>
    public string PlatformCommentId { get; private init; } = "";

    /// <summary>The post it stands below.</summary>
    public string PostId { get; private init; } = "";

    /// <summary>Ours.</summary>
    public Guid Comment { get; private init; }

    /// <summary>Who answers.</summary>
    public Guid Writer { get; private init; }

    /// <summary>Who is told of troubles too.</summary>
    public Guid Manager { get; private init; }

    /// <summary>Lets the audience write a comment.</summary>
    public static async Task<Discussion> BeginAsync(PublishingFixture fixture, string platform, string text = "주차장 있나요?")
    {
        var (client, account, platformId) = await fixture.AccountAsync(platform);
        var platformCommentId = "18" + Random.Shared.NextInt64(10_000_000_000, 99_999_999_999);
        using (var play = await fixture.Sandbox.Http.PostAsJsonAsync("/_sandbox/comments/play",
            new { account_ids = new[] { platformId }, per_second = 1000, rows = new[] { new { id = platformCommentId, text, author = "단골손님" } } }))
            Assert.True(play.IsSuccessStatusCode, await play.Content.ReadAsStringAsync());
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!(await fixture.Sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/comments/status")).GetProperty("done").GetBoolean())
            await tick.WaitForNextTickAsync();

        var discussion = new Discussion(fixture, platform)
        {
            Client = client, Account = account, PlatformId = platformId, PlatformCommentId = platformCommentId, Comment = Guid.CreateVersion7(),
            PostId = (await fixture.Sandbox.CommentAsync(platformId, platformCommentId)).GetProperty("post_id").GetString()!,
            Writer = await fixture.Agency.UserAsync("operator", client), Manager = await fixture.Agency.UserAsync("manager", client),
        };
        await discussion.KeepCommentAsync(discussion.Comment, platformCommentId, null, text);
        return discussion;
    }

    /// <summary>Something that is to be done to the comment.</summary>
    public async Task<Guid> ActAsync(string action, bool ban = false, string? seen = null, Guid? comment = null)
    {
        var id = Guid.CreateVersion7();
        await _fixture.Database.ExecuteAsync("""
            insert into comment_actions (id, client_id, comment_id, account_id, platform, action, ban_author, seen, next_attempt_at, created_by, created_at)
            select @id, client_id, id, account_id, platform, @action::comment_act, @ban, @seen, snsops.now(), @Writer, snsops.now() from comments_inbox where id = @comment
            """, new { id, action, ban, seen, Writer, comment = comment ?? Comment });
        return id;
    }

    /// <summary>Leaves an action as a process leaves it that died after arming.</summary>
    public async Task<Guid> LeaveActionArmedAsync(string action)
    {
        var (id, owner) = (await ActAsync(action), await DeadWorkerAsync());
        await _fixture.Database.ExecuteAsync("""
            update comment_actions set state = 'armed', epoch = 1, owner = @owner where id = @id;
            insert into attempts (id, client_id, account_id, subject_kind, subject_id, step, epoch, owner, number, fingerprint, handle, request_digest, armed_at, send_deadline)
            values (gen_random_uuid(), @Client, @Account, 'comment_action', @id, 'action', 1, @owner, 1, @action, @PlatformCommentId, 'x', snsops.now(), snsops.now())
            """, new { id, owner, Client, Account, action, PlatformCommentId });
        return id;
    }

    /// <summary>A moderator does something in the platform's own tools.</summary>
    public Task ModerateByHandAsync(string change) => change == "delete"
        ? _fixture.Sandbox.DoAsync(new { delete = new[] { PlatformCommentId } })
        : _fixture.Sandbox.DoAsync(new { moderate = new[] { new { id = PlatformCommentId, change } } });

    /// <summary>The version of the thread as the Api tells it.</summary>
    public Task<string?> VersionAsync() => _fixture.Database.ScalarAsync<string>($"select {Shared.Effects.Threads.Version("c")} from comments_inbox c where c.id = @Comment", new { Comment });

    /// <summary>Another comment of the same thread, as the collector keeps it.</summary>
    public async Task<Guid> FollowUpAsync(string text)
    {
        var id = Guid.CreateVersion7();
        await KeepCommentAsync(id, $"{PlatformCommentId}{Random.Shared.Next(100, 999)}", PlatformCommentId, text);
        return id;
    }

    /// <summary>Keeps what the account wrote as the collector keeps it.</summary>
    public async Task<Guid> CollectAsync(string platformCommentId)
    {
        var id = Guid.CreateVersion7();
        await KeepCommentAsync(id, platformCommentId, PlatformCommentId, "우리가 쓴 글");
        return id;
    }

    /// <summary>A reply that is due.</summary>
    public async Task<Guid> AnswerAsync(string text, Guid? comment = null, double minutesAgo = 0, string? seen = null)
    {
        var id = Guid.CreateVersion7();
        await _fixture.Database.ExecuteAsync("""
            insert into comment_replies (id, client_id, comment_id, account_id, platform, text, seen, next_attempt_at, created_by, created_at)
            select @id, client_id, id, account_id, platform, @text, @seen, snsops.now(), @Writer, snsops.now() - make_interval(secs => @minutesAgo * 60)
              from comments_inbox where id = @comment
            """, new { id, text, seen, Writer, minutesAgo, comment = comment ?? Comment });
        return id;
    }

    /// <summary>Leaves a reply as a process leaves it that died after arming.</summary>
    public async Task<Guid> LeaveArmedAsync(string text, Guid? comment = null)
    {
        var (id, owner) = (await AnswerAsync(text, comment), await DeadWorkerAsync());
        await _fixture.Database.ExecuteAsync("""
            update comment_replies set state = 'armed', epoch = 1, owner = @owner where id = @id;
            insert into attempts (id, client_id, account_id, subject_kind, subject_id, step, epoch, owner, number, fingerprint, request_digest, armed_at, send_deadline)
            values (gen_random_uuid(), @Client, @Account, 'reply', @id, 'reply', 1, @owner, 1, @text, 'x', snsops.now(), snsops.now())
            """, new { id, owner, Client, Account, text });
        return id;
    }

    /// <summary>A process whose lease has ended.</summary>
    public async Task<Guid> DeadWorkerAsync()
    {
        var id = Guid.CreateVersion7();
        await _fixture.Database.ExecuteAsync("""
            insert into workers (id, process, host, pid, version, lease_until) values (@id, 'publishing', 'gone', 1, '0', clock_timestamp() - interval '1 second')
            """, new { id });
        return id;
    }

    /// <summary>Writes a reply on the platform by hand, as the account.</summary>
    public async Task<string> WriteByHandAsync(string text)
    {
        if (Platform == "youtube")
            return (await _fixture.Sandbox.CallYouTubeAsync(
                HttpMethod.Post, "/youtube/v3/comments?part=snippet", PlatformId, JsonContent.Create(new { snippet = new { parentId = PlatformCommentId, textOriginal = text } }))).GetProperty("id").GetString()!;
        using var form = new FormUrlEncodedContent([new("message", text), new("access_token", "EAAG-" + PlatformId)]);
        using var answer = await _fixture.Sandbox.Http.PostAsync($"/v25.0/{PlatformCommentId}/{(Platform == "instagram" ? "replies" : "comments")}", form);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>Scripts a fault of the platform's reply endpoint.</summary>
    public Task FaultAsync(string kind, int times = 1) => _fixture.Sandbox.FaultAsync(new { endpoint = Platform switch { "instagram" => "ig.reply", "facebook" => "fb.reply", _ => "yt.comment_insert" }, kind, times });

    /// <summary>Waits until a reply is in a state.</summary>
    public Task UntilAsync(Guid reply, string state) =>
        _fixture.Database.UntilAsync($"the reply is {state}", "select state = @state::reply_state from comment_replies where id = @reply", new { reply, state });

    /// <summary>Waits until an action is in a state.</summary>
    public Task UntilActedAsync(Guid action, string state) =>
        _fixture.Database.UntilAsync($"the action is {state}", "select state = @state::reply_state from comment_actions where id = @action", new { action, state });

    /// <summary>Waits until a person is asked about a reply.</summary>
    public Task UntilAskedAsync(Guid reply) =>
        _fixture.Database.UntilAsync("a person is asked", "select state = 'unknown' and asked_at is not null from comment_replies where id = @reply", new { reply });

    /// <summary>What the account wrote on the platform.</summary>
    public Task<IReadOnlyList<Effect>> EffectsAsync() => _fixture.Sandbox.EffectsAsync(Platform, PlatformId);

    /// <summary>A reply's row.</summary>
    public async Task<ReplyRow> RowAsync(Guid reply)
    {
        await using var connection = await _fixture.Database.DataSource.OpenConnectionAsync();
        return await connection.QuerySingleAsync<ReplyRow>("""
            select state::text as state, platform_reply_id, retry_count, error, error_code, next_attempt_at - snsops.now() as wait from comment_replies where id = @reply
            """, new { reply });
    }

    /// <summary>How the attempts of a reply or an action were closed: status and by what, oldest first.</summary>
    public async Task<string> StoryAsync(Guid subject) => await _fixture.Database.ScalarAsync<string?>("""
        select string_agg(status || ' by ' || resolved_by, ', ' order by closed_at) from publishing_logs where subject_id = @subject
        """, new { subject }) ?? "";

    private Task<int> KeepCommentAsync(Guid id, string platformCommentId, string? parent, string text) => _fixture.Database.ExecuteAsync("""
        insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, message, posted_at)
        values (@id, @Client, @Account, @Platform::platform, @platformCommentId, @PostId, @parent, '단골손님', @text, snsops.now())
        """, new { id, Client, Account, Platform, platformCommentId, PostId, parent, text });
}

/// <summary>Where a reply stands.</summary>
public sealed record ReplyRow(string State, string? PlatformReplyId, int RetryCount, string? Error, string? ErrorCode, TimeSpan Wait);
