using System.Globalization;
using System.Net;

namespace SnsOps.Integration.Api;

/// <summary>An Api that takes sixty calls a minute of a person and two of a key.</summary>
public sealed class BusyServer : ApiServer
{
    protected override string[] More => ["--RateLimits:UserPerMinute=60", "--RateLimits:KeyPerMinute=2"];
}

/// <summary>Each caller has a bucket of calls of their own, and each answer says what is left in it.</summary>
public sealed class RateLimitTests(BusyServer api) : IClassFixture<BusyServer>
{
    [Fact]
    public async Task Beyond_the_limit_it_is_429_with_the_time_to_wait_and_others_are_not_hurt()
    {
        var team = await api.TeamAsync();
        var left = new List<int>();
        HttpResponseMessage answer;
        while ((answer = await team.Operator.Http.GetAsync(new Uri("/v1/metrics", UriKind.Relative))).StatusCode == HttpStatusCode.OK)
        {
            left.Add(Left(answer));
            answer.Dispose();
        }

        using (answer)
        {
            Assert.InRange(left.Count, 55, 75);
            Assert.True(left[^1] < left[0]);
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.Equal("request.too_many", (string?)(await ApiServer.JsonAsync(answer, 429))["code"]);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            Assert.Equal("\"user\";q=60;w=60", answer.Headers.GetValues("RateLimit-Policy").Single());
            Assert.Equal(0, Left(answer));
        }

        await team.Manager.GetAsync("/v1/metrics");
        var (_, key) = await team.Manager.KeyAsync(team.Client);
        using var program = api.Bearer(key);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            using var called = await program.GetAsync(new Uri("/v1/metrics", UriKind.Relative));
            statuses.Add(called.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
        using var health = await team.Operator.Http.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.False(health.Headers.Contains("RateLimit"));
    }

    private static int Left(HttpResponseMessage answer) =>
        int.Parse(answer.Headers.GetValues("RateLimit").Single().Split(';')[1][2..], CultureInfo.InvariantCulture);
}
