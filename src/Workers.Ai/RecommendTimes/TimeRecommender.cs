using SnsOps.Shared.Calendars;
using SnsOps.Workers.Ai.BestTimes;

namespace SnsOps.Workers.Ai.RecommendTimes;

/// <summary>Makes the best times of all accounts from what their posts, their client's and their platform's did.</summary>
internal sealed partial class TimeRecommender(RecommendTimesSql times, ILogger<TimeRecommender> logger)
{
    private const double DaysPerWeek = 7;

    /// <summary>Advises every account.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RecommendAsync(CancellationToken ct)
    {
        var accounts = await times.AccountsAsync(ct);
        var posts = (await times.PostsAsync(ct)).ToLookup(post => post.AccountId);
        var known = accounts.ToDictionary(account => account.Id, account => Residuals.Of(Results(account, posts[account.Id])));
        foreach (var account in accounts)
        {
            var client = Residuals.Together(accounts.Where(a => a.ClientId == account.ClientId && a.Id != account.Id).Select(a => known[a.Id]));
            var platform = Residuals.Together(accounts.Where(a => a.Platform == account.Platform && a.ClientId != account.ClientId).Select(a => known[a.Id]));
            await times.WriteAsync(account, BestTimeAdvisor.Advise(known[account.Id], client, platform), ct);
        }
        LogRecommended(accounts.Count, posts.Sum(p => p.Count()));
        return accounts.Count;
    }

    /// <summary>In the client's own hours; a post on a holiday was one on a Sunday.</summary>
    private static List<PostResult> Results(AdvisedAccount account, IEnumerable<SeenPost> posts)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(account.TimeZone);
        return
        [
            .. from post in posts
               let local = TimeZoneInfo.ConvertTime(post.PublishedAt, zone)
               let slot = Slots.Of(KoreanHolidays.WeekdayOf(DateOnly.FromDateTime(local.DateTime)), local.Hour)
               select new PostResult(post.PublishedAt.ToUnixTimeSeconds() / (DaysPerWeek * 86_400), slot, post.Format, post.Engagement),
        ];
    }

    [LoggerMessage(4024, LogLevel.Information, "Best times of {Accounts} accounts were made from {Posts} posts", EventName = "TimesRecommended")]
    private partial void LogRecommended(int accounts, int posts);
}
