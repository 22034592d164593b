using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>One of each process. Whoever dies is missed at once, by the end of its session; who is merely slow, as a process just started on a busy machine is, keeps its lease and gets its answers.</summary>
public sealed class DoomedFleet() : FleetFixture("doomed", replicas: 1)
{
    protected override Dictionary<string, string?> Settings()
    {
        var settings = base.Settings();
        settings["Workers__HeartbeatSeconds"] = "0.4";
        settings["Workers__LeaseSeconds"] = "6";
        settings["Lanes__OverdueSeconds"] = "1";
        settings["Publishing__DeadlineSeconds"] = "9";
        settings["Replies__DeadlineSeconds"] = "9";
        settings["Moderation__DeadlineSeconds"] = "9";
        settings["Meta__TimeoutSeconds"] = "8";
        settings["Deliveries__DeadlineSeconds"] = "8";
        settings["Deliveries__LookSeconds"] = "0.3";
        settings["Deliveries__HorizonSeconds"] = "0";
        settings["Deliveries__AbsenceSeconds"] = "0.5";
        settings["Schedules__refresh-expiring-tokens__Every"] = "00:00:03";
        settings["Tokens__LeaseSeconds"] = "5";
        return settings;
    }

    /// <summary>A comment of the audience below the page's newest post, collected: ours, and the platform's.</summary>
    internal async Task<(Guid Comment, string Id)> CommentAsync(string text)
    {
        var account = Agency.Facebook;
        var id = "7" + Random.Shared.NextInt64(10_000_000_000, 99_999_999_999);
        await Platforms.PostAsync("/comments/play", new { account_ids = new[] { account.PlatformId }, per_second = 10_000, rows = new[] { new { id, text } } });
        await Agency.Operator.PostAsync($"/v1/accounts/{account.Id}/sync-comments");
        await Database.UntilAsync("the comment is collected", "select exists (select from comments_inbox where platform_comment_id = @id)", new { id });
        return (await Database.ScalarAsync<Guid>("select id from comments_inbox where platform_comment_id = @id", new { id }), id);
    }
}

[CollectionDefinition(Name)]
public sealed class DoomedFleetUsers : ICollectionFixture<DoomedFleet>
{
    internal const string Name = "doomed";
}
