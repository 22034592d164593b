using System.Text.Json;
using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Logging;

/// <summary>What the processes send to Seq, read off the wire.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class LogStoryTests(WorkingFleet fixture)
{
    [Fact]
    public async Task The_story_of_a_post_is_one_correlation_from_the_Api_through_Kafka_to_the_worker()
    {
        var content = await fixture.Agency.ApproveAsync("기록으로 따라가는 글", [fixture.Agency.Instagram]);
        var scheduled = await fixture.Agency.SetTimeAsync(content, DateTimeOffset.UtcNow.AddSeconds(2));
        var publication = Assert.Single(await fixture.Verdicts.HoldAsync([content])).PublicationId.ToString();

        await Until.TrueAsync("the outcome has reached the collector", () => fixture.Logs.Events.Any(e => Name(e) == "PublishOutcome" && Text(e, "PublicationId") == publication));
        var story = fixture.Logs.Events.Where(e => Text(e, "CorrelationId") == scheduled.CorrelationId).ToList();
        var told = Assert.Single(story, e => Name(e) == "ContentScheduled");
        Assert.Equal(("SnsOps.Api", content.ToString()), (Text(told, "Application"), Text(told, "ContentId")));
        var outcome = Assert.Single(story, e => Name(e) == "PublishOutcome");
        Assert.Equal(("SnsOps.Publishing", publication, "Published"), (Text(outcome, "Application"), Text(outcome, "PublicationId"), Text(outcome, "Outcome")));
        Assert.All((JsonElement[])[told, outcome], e => Assert.Matches("^[0-9a-f]{32} [0-9a-f]{16}$", $"{Text(e, "@tr")} {Text(e, "@sp")}"));
    }

    [Fact]
    public async Task Every_event_says_when_what_and_who_and_none_holds_a_secret()
    {
        string[] everybody = ["SnsOps.Ai", "SnsOps.Api", "SnsOps.Collection", "SnsOps.Publishing"];
        await Until.TrueAsync("each process has logged", () => fixture.Logs.Events.Select(e => Text(e, "Application")).Distinct().Order().SequenceEqual(everybody));
        var events = fixture.Logs.Events;

        Assert.All(events, e =>
        {
            Assert.True(DateTimeOffset.TryParse(Text(e, "@t"), out _), e.ToString());
            Assert.False(string.IsNullOrEmpty(Text(e, "@mt")), e.ToString());
            Assert.True(Text(e, "SourceContext")?.StartsWith("SnsOps.", StringComparison.Ordinal) != true || !string.IsNullOrEmpty(Name(e)), e.ToString());
        });
        var agency = fixture.Agency;
        var secrets = agency.Accounts.Select(account => account.Token).Concat([agency.Admin.AccessToken!, agency.Manager.AccessToken!, agency.Operator.AccessToken!, Agency.Password, "access_token="]);
        Assert.All(secrets, secret => Assert.Empty(events.Where(e => e.GetRawText().Contains(secret, StringComparison.Ordinal))));
    }

    private static string? Name(JsonElement e) => e.TryGetProperty("EventId", out var id) && id.ValueKind == JsonValueKind.Object ? Text(id, "Name") : null;

    private static string? Text(JsonElement e, string name) => e.TryGetProperty(name, out var value) ? value.ToString() : null;
}
