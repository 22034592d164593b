namespace SnsOps.Integration.Api;

/// <summary>Best times come with their next date, and holidays are no working days.</summary>
public sealed class BestTimeTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task Each_time_says_when_it_comes_next()
    {
        var team = await api.TeamAsync();
        Assert.Equal("account.not_found", await (await api.TeamAsync()).Operator.RefusedAsync(HttpMethod.Get, $"/v1/accounts/{team.Account}/best-times", null, 404));
        Assert.Null((await team.Operator.GetAsync($"/v1/accounts/{team.Account}/best-times"))["computed_at"]);
        await api.Database.ExecuteAsync("""
            insert into best_times (client_id, account_id, rank, weekday, hour, lift, low, high, posts, all_posts, source, signal, explore, reason_ko, reason_en, computed_at)
            select @Client, @Account, d, d, 20, 0.3, 0.1, 0.5, 4, 40, 'account', 'ok', false, '이유', 'why', snsops.now() from generate_series(1, 7) d
            """, new { team.Client, team.Account });

        var items = (await team.Operator.GetAsync($"/v1/accounts/{team.Account}/best-times"))["items"]!.AsArray();

        Assert.Equal(7, items.Count);
        var now = await api.Database.ScalarAsync<DateTimeOffset>("select snsops.now()");
        Assert.All(items.Where(i => i!["next_at"] is not null), i =>
        {
            var local = ((DateTimeOffset)i!["next_at"]!).ToOffset(TimeSpan.FromHours(9));
            Assert.Equal(20, local.Hour);
            Assert.InRange(local, now, now.AddDays(15));
            Assert.Equal((int)i["weekday"]!, Shared.Calendars.KoreanHolidays.WeekdayOf(DateOnly.FromDateTime(local.DateTime)));
        });
        Assert.True(items.Count(i => i!["next_at"] is not null) >= 5);
    }
}
