namespace SnsOps.Integration.Api;

/// <summary>A publication that something was sent for and that gets another time: what its platform has of that send is not forgotten.</summary>
public sealed class SentHandleTests(ApiServer api) : IClassFixture<ApiServer>
{
    /// <summary>Its platform may have it after all, and is asked by the handle before anything else is made.</summary>
    [Theory]
    [InlineData("retrying", "try_later", "response", "4", "1789")]
    [InlineData("failed", "rejected", "response", "100", "1789")]
    [InlineData("missed", "try_later", "response", "4", "1789")]
    [InlineData("scheduled", "try_later", "response", "4", "1789")]
    [InlineData("due", "not_there", "handle", "not_there", "1789")]
    [InlineData("claimed", "try_later", "response", "4", "1789")]
    [InlineData("retrying", "try_later", "response", "not_sent", "")]
    [InlineData("retrying", "abandoned", "gate", null, "")]
    [InlineData("failed", "not_there", "person", "not_there", "")]
    public async Task What_was_sent_keeps_its_handle_when_it_is_moved(string state, string status, string resolvedBy, string? code, string handle)
    {
        var team = await api.TeamAsync();
        var id = await SentAsync(team, state, status, resolvedBy, code);

        await team.ScheduleAsync(id, TimeSpan.FromHours(5));

        Assert.Equal($"scheduled {handle}", await HandleAsync(id));
    }

    [Fact]
    public async Task It_keeps_it_when_it_is_moved_twice_or_cancelled_and_set_again_and_not_with_other_words()
    {
        var team = await api.TeamAsync();
        var id = await SentAsync(team, "failed", "rejected", "response", "100");

        await team.ScheduleAsync(id, TimeSpan.FromHours(5));
        await team.ScheduleAsync(id, TimeSpan.FromHours(6));
        Assert.Equal("scheduled 1789", await HandleAsync(id));

        await team.Operator.PostAsync($"/v1/contents/{id}/cancel");
        Assert.Equal("cancelled 1789", await HandleAsync(id));
        await team.ScheduleAsync(id, TimeSpan.FromHours(6));
        Assert.Equal("scheduled 1789", await HandleAsync(id));

        await api.Database.ExecuteAsync("update publications set content_version = content_version - 1 where content_id = @id", new { id });        // as an edit leaves it
        await team.ScheduleAsync(id, TimeSpan.FromHours(7));
        Assert.Equal("scheduled ", await HandleAsync(id));
    }

    private Task<string?> HandleAsync(Guid content) => api.Database.ScalarAsync<string>("select state || ' ' || coalesce(handle, '') from publications where content_id = @content", new { content });

    /// <summary>A content whose one publication was sent with a handle, and is in a state since.</summary>
    private async Task<Guid> SentAsync(Team team, string state, string status, string resolvedBy, string? code)
    {
        var id = await team.ApprovedAsync();
        await team.ScheduleAsync(id, TimeSpan.FromHours(2));
        await api.Database.ExecuteAsync("""
            update publications set state = @state::publication_state, owner = case when @state = 'claimed' then gen_random_uuid() end, handle = '1789', handle_at = snsops.now() - interval '5 minutes', error = '페이스북이 받지 못했습니다'
             where content_id = @id;
            insert into publishing_logs (attempt_id, closed_at, client_id, account_id, subject_kind, subject_id, step, epoch, number, retry_count, status, resolved_by, request_digest, error_code, error, armed_at)
            select gen_random_uuid(), clock_timestamp(), client_id, account_id, 'publication', id, 'post', 1, 1, 0, @status, @resolvedBy, 'd', @code, '페이스북이 받지 못했습니다', snsops.now() from publications where content_id = @id
            """, new { id, state, status, resolvedBy, code });
        return id;
    }
}
