using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Insights;

/// <summary>A client's or an account's figures by the day, ready to be drawn, and its posts that did best.</summary>
internal static class InsightEndpoints
{
    private const int MostDays = 92, UsualDays = 28;

    public static void MapInsights(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/insights", GetAsync).WithTags("Snapshots").RequireAuthorization().ProducesProblem(401).ProducesProblem(400)
            .WithName("getInsights").WithSummary("날짜별 팔로워, 도달, 참여, 댓글 감성과 잘된 게시 | Followers, reach, engagement and sentiment by the day, and the posts that did best");

    private static async Task<Results<Ok<InsightView>, ProblemHttpResult>> GetAsync(
        Caller caller, InsightSql insights, CancellationToken ct, Guid? client_id = null, Guid? account_id = null, DateOnly? from = null, DateOnly? to = null)
    {
        var last = to ?? await insights.TodayAsync(ct);
        var first = from ?? last.AddDays(1 - UsualDays);
        if (last < first || last.DayNumber - first.DayNumber >= MostDays)
            return ProblemKinds.Invalid.Because($"from과 to는 {MostDays}일까지입니다", $"from and to may span up to {MostDays} days").ToProblem();
        return TypedResults.Ok(await insights.ReadAsync(caller.Bounded(client_id), account_id, first, last, ct));
    }
}

/// <remarks>Days: from From to To, one for each. Accounts: of the client, each with its series, in the order of Days; null is not zero: nothing is known of that day.
/// Sentiment: comments that were posted on each day, of all of the accounts.</remarks>
public sealed record InsightView(
    DateOnly From, DateOnly To, IReadOnlyList<DateOnly> Days, IReadOnlyList<AccountSeries> Accounts, IReadOnlyList<DaySentiment> Sentiment, IReadOnlyList<BestPost> BestPosts);

/// <remarks>Followers: as counted on the day. Reach and Engagement: of the day; engagement is what its platform calls so (interactions, engagements, or likes, comments and shares together).
/// AsOf: when the newest of it was seen.</remarks>
public sealed record AccountSeries(
    Guid AccountId, Guid ClientId, string Platform, string Name, IReadOnlyList<decimal?> Followers, IReadOnlyList<decimal?> Reach, IReadOnlyList<decimal?> Engagement, IReadOnlyList<decimal?> Views, DateTimeOffset? AsOf);

public sealed record DaySentiment(DateOnly Day, int Positive, int Neutral, int Negative, int Crisis, int Unscored);

/// <remarks>Value: the newest count of Metric.</remarks>
public sealed record BestPost(Guid PublicationId, Guid ContentId, Guid ClientId, string Title, string Platform, string AccountName, DateTimeOffset PublishedAt, string? PostUrl, string Metric, decimal Value);
