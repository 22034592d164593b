namespace SnsOps.Integration.Api;

/// <summary>What time does to tokens. A class of its own, because it turns the clock of its database.</summary>
public sealed class ExpiryTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task An_access_token_ends_after_15_minutes_and_its_websocket_with_it()
    {
        var team = await api.TeamAsync();
        using var live = await api.ConnectAsync(team.Operator.AccessToken);
        await live.NextAsync("hello");

        await api.Database.ExecuteAsync("select snsops.turn_clock(interval '16 minutes')");

        Assert.Equal(4001, await live.ClosedWithAsync());
        Assert.Equal("auth.token_expired", await team.Operator.RefusedAsync(HttpMethod.Get, "/v1/me", null, 401));
        using var late = await api.ConnectAsync(team.Operator.AccessToken);
        Assert.Equal(4001, await late.ClosedWithAsync());
        await team.Operator.PostAsync("/v1/auth/refresh", new { refresh_token = team.Operator.RefreshToken });

        await api.Database.ExecuteAsync("select snsops.turn_clock(interval '15 days')");
        Assert.Equal("auth.refresh_invalid", await (await RenewedAsync(team)).RefusedAsync(HttpMethod.Post, "/v1/auth/refresh", new { refresh_token = team.Manager.RefreshToken }, 401));
    }

    /// <summary>Waits until the process knows the clock was turned: its answers' tokens tell.</summary>
    private async Task<Session> RenewedAsync(Team team)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        using var http = api.Http();
        http.DefaultRequestHeaders.Authorization = new("Bearer", team.Manager.AccessToken);
        var turned = new DateTimeOffset(DateTime.UtcNow.AddDays(10), TimeSpan.Zero);
        while (ExpiryOf((await api.SignInAsync("admin@example.com")).AccessToken) < turned)
            await tick.WaitForNextTickAsync();
        return team.Manager;
    }

    private static DateTimeOffset ExpiryOf(string token)
    {
        var payload = token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        var json = System.Text.Json.Nodes.JsonNode.Parse(Convert.FromBase64String(payload + new string('=', (4 - (payload.Length % 4)) % 4)))!;
        return DateTimeOffset.FromUnixTimeSeconds((long)json["exp"]!);
    }
}
