using System.Collections.Concurrent;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>What a call of the Graph API spends, and what its answers say of that. https://developers.facebook.com/docs/graph-api/overview/rate-limiting</summary>
internal sealed class MetaBudgets(MetaOptions options)
{
    private static readonly string[] Platforms = ["instagram", "facebook"];
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Where it runs short only posts wait, and those who plan them can do something about it.</summary>
    private static readonly BudgetAlarm PostsOfDay = BudgetAlarm.NearlyUsed with
    {
        Told = ["admin", "manager"], AdviceKo = "한도에 이르면 이 계정의 해당 게시물만 기다렸다가 여유가 생기면 이어지고, 허용 시간을 넘기는 것은 보내지 않고 여쭙습니다. 댓글과 지표 수집은 계속됩니다. 급한 게시물은 예약을 옮기거나 플랫폼에서 직접 올려 주세요.",
    };

    private readonly Budget _app = new($"meta:app:{(options.AppId.Length > 0 ? options.AppId : "-")}", "Meta 앱 호출", options.CallsPerUserHour, Hour, PerUserOf: Platforms);
    private readonly ConcurrentDictionary<(Guid Client, Guid Account), Budget[]> _ordinary = new();        // as many as the process knows budgets of
    private readonly string _host = "meta:" + new Uri(options.BaseUrl).Host;
    private readonly string _instagramHost = "meta:" + new Uri(options.InstagramBaseUrl).Host;

    /// <summary>The call as the chain sees it.</summary>
    public ExternalCall Of(MetaCall call, HttpMethod method) =>
        new(call.Account.GrantKind == GrantKinds.InstagramLogin ? _instagramHost : _host, call.Endpoint, method.Method, call.Priority, method == HttpMethod.Get && call.Retries, call.Account, Spent(call));

    /// <summary>What the usage headers and the error of an answer say.</summary>
    public List<UsageReport> Reports(MetaCall call, MetaUsage usage, MetaError? error)
    {
        var reports = new List<UsageReport>();
        var (appIsOut, accountIsOut) = (error is { IsRateLimit: true, Code: 4 }, error is { IsRateLimit: true, Code: not 4 });
        if (usage.AppPercent is not null || appIsOut)
            reports.Add(Report(_app.Scope, usage.AppPercent, appIsOut, null));
        if (!call.IsLogin && (usage.AccountPercent is not null || usage.RegainAccess is not null || accountIsOut))
            reports.Add(Report(Ordinary(call.Account)[1].Scope, usage.AccountPercent, accountIsOut, usage.RegainAccess));
        if (error is { IsActionBlocked: true } && call.Endpoint == MetaCall.PublishContainer && options.BlockedHours > 0)
            reports.Add(new UsageReport(Budget.ScopeOfPosts(call.Account.Id), null, Closed: true, TimeSpan.FromHours(options.BlockedHours)));
        return reports;
    }

    /// <summary>Throttled at 95 %: calling on extends the block.</summary>
    private static UsageReport Report(string scope, int? percent, bool isOut, TimeSpan? regain) => new(scope, percent, isOut || regain is not null || percent >= 95, regain);

    private Budget[] Spent(MetaCall call)
    {
        if (call.IsLogin)
            return [Costing(_app, call.Calls)];
        var spent = Ordinary(call.Account);
        if (call.Calls != 1)
            spent = [Costing(spent[0], call.Calls), Costing(spent[1], call.Calls)];
        return call.Endpoint switch
        {
            MetaCall.CreateContainer => [.. spent, OfDay("instagram:containers", "인스타그램 게시 준비(컨테이너)", options.ContainersPerDay, call.Account)],
            MetaCall.FinishReel => [.. spent, OfDay("facebook:reels", "페이스북 릴스", options.ReelsPerDay, call.Account)],
            _ => spent,
        };
    }

    /// <summary>What each call of an account spends: the app's budget and its own.</summary>
    private Budget[] Ordinary(ConnectedAccount account) => _ordinary.GetOrAdd(
        (account.ClientId, account.Id),
        static (of, known) => [known.App, new Budget($"meta:account:{of.Account}", "호출", known.Limit, Hour, of.Client, of.Account)],
        (App: _app, Limit: options.AccountCallsPerHour));

    private static Budget Costing(Budget budget, int calls) => calls == 1 ? budget : budget with { Cost = calls };

    private static Budget OfDay(string scope, string name, int limit, ConnectedAccount account) =>
        new($"{scope}:{account.Id}", name, limit, TimeSpan.FromDays(1), account.ClientId, account.Id) { Alarm = PostsOfDay };
}
