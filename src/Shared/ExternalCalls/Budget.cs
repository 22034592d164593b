namespace SnsOps.Shared.ExternalCalls;

/// <summary>How much of something may be used within any stretch of time, by all processes together.</summary>
/// <param name="Scope">Its row in <c>api_budgets</c>, such as "meta:account:{id}".</param>
/// <param name="NameKo">What people call it.</param>
/// <param name="Limit">Within the window, until the platform's headers show that there is more. Counted per user when <paramref name="PerUserOf"/> is set.</param>
/// <param name="Window">Any stretch of this length counts, unless <see cref="ResetsIn"/> is set.</param>
/// <param name="ClientId">Whose it is; null: the agency's.</param>
/// <param name="AccountId">Which account's.</param>
/// <param name="PerUserOf">The limit is for each active account of these platforms.</param>
public sealed record Budget(string Scope, string NameKo, int Limit, TimeSpan Window, Guid? ClientId = null, Guid? AccountId = null, string[]? PerUserOf = null)
{
    /// <summary>What one call spends of it.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>It begins anew at midnight of this zone (IANA name); null: it slides.</summary>
    public string? ResetsIn { get; init; }

    /// <summary>Collection leaves publishing its reserve.</summary>
    public bool KeepsReserve { get; init; } = true;

    /// <summary>Who is told when it runs short, and when.</summary>
    public BudgetAlarm Alarm { get; init; } = BudgetAlarm.NearlyUsed;

    /// <summary>Of the posts an account sends: the brake's, and closed where the platform blocks the account.</summary>
    public static string ScopeOfPosts(Guid accountId) => $"posts:account:{accountId}";
}

/// <summary>Told once per scope and window.</summary>
/// <param name="Kind">Of the notification.</param>
/// <param name="Told">Roles.</param>
/// <param name="AtLimit">Only when something had to wait; otherwise at <see cref="ExternalCallOptions.AlarmShare"/>.</param>
/// <param name="TitleKo">After the budget's name.</param>
/// <param name="AdviceKo">What it means and what to do.</param>
public sealed record BudgetAlarm(string Kind, string[] Told, bool AtLimit, string TitleKo, string AdviceKo)
{
    /// <summary>What is said where the platform has closed it; null: that it said so, and for how long.</summary>
    public string? ClosedKo { get; init; }

    /// <summary>A platform's limit comes near: admins.</summary>
    public static BudgetAlarm NearlyUsed { get; } = new("budget.nearly_used", ["admin"], false, "한도를 거의 다 썼습니다",
        "한도에 이르면 호출을 멈추고 여유가 생기면 이어서 합니다. 게시 몫은 따로 남겨 두지만, 수집은 늦어질 수 있습니다. 운영 화면의 '호출 한도'에서 사용량을 확인하세요.");
}

/// <summary>What a platform said of a budget.</summary>
/// <param name="Scope">Which.</param>
/// <param name="Percent">Of the budget used, as the platform counts; null when it only said "enough".</param>
/// <param name="Closed">It is used up: nothing more is asked for.</param>
/// <param name="Regain">For how long, if it said so.</param>
public sealed record UsageReport(string Scope, int? Percent, bool Closed, TimeSpan? Regain);
