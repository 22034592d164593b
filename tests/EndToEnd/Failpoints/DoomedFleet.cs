using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>One of each process. Whoever dies is missed at once, by the end of its session; who is merely slow, as a process just started on a busy machine is, keeps its lease and gets its answers.</summary>
public abstract class DoomedFleet(string name) : FleetFixture(name, replicas: 1)
{
    private int _restarts;

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

    /// <summary>Starts a member that was stopped, to die at the point; its successor does not.</summary>
    internal void Doom(string member, string point)
    {
        _restarts = Fleet.Member(member).Restarts;
        Fleet.StartMember(member, new Dictionary<string, string?> { ["SNSOPS_FAIL"] = $"{point}:kill@1" });
    }

    /// <summary>Replaces a member by one that dies at the point.</summary>
    internal async Task StartDoomedAsync(string member, string point)
    {
        await Fleet.StopMemberAsync(member);
        Doom(member, point);
        await Fleet.Member(member).WaitReadyAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until the member that was doomed last has died, and its successor is ready.</summary>
    internal async Task DiedAsync(string member, string point)
    {
        await Until.TrueAsync($"{member} has died at {point}", () => Fleet.Member(member).Restarts > _restarts);
        await Fleet.Member(member).WaitReadyAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A comment of the audience below the page's newest post, collected: ours, and the platform's.</summary>
    internal async Task<(Guid Comment, string Id)> CommentAsync(string text)
    {
        var account = Agency.Facebook;
        var id = "7" + Random.Shared.NextInt64(10_000_000_000, 99_999_999_999);
        await Platforms.PlayAsync(new { account_ids = new[] { account.PlatformId }, per_second = 10_000, rows = new[] { new { id, text } } });
        await Agency.Operator.PostAsync($"/v1/accounts/{account.Id}/sync-comments");
        await Database.UntilAsync("the comment is collected", "select exists (select from comments_inbox where platform_comment_id = @id)", new { id });
        return (await Database.ScalarAsync<Guid>("select id from comments_inbox where platform_comment_id = @id", new { id }), id);
    }
}

/// <summary>Whose publishing worker dies with posts.</summary>
public sealed class DoomedPostsFleet() : DoomedFleet("doomed-posts");

[CollectionDefinition(Name)]
public sealed class DoomedPostsUsers : ICollectionFixture<DoomedPostsFleet>
{
    internal const string Name = "doomed-posts";
}

/// <summary>Whose workers die with all the rest: comments, answers, documents, reports, messages.</summary>
public sealed class DoomedAnswersFleet() : DoomedFleet("doomed-answers");

[CollectionDefinition(Name)]
public sealed class DoomedAnswersUsers : ICollectionFixture<DoomedAnswersFleet>
{
    internal const string Name = "doomed-answers";
}
