using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Limits;

/// <summary>The limits in force, which tests change while it runs.</summary>
public sealed record UsageLimits(int AppCallsPerHour, int AccountCallsPerHour, int UsageHeadersAfter);

/// <summary>Counts calls per app and per account, tells the caller in headers once there were enough, and refuses above the budget.
/// https://developers.facebook.com/docs/graph-api/overview/rate-limiting</summary>
internal sealed class UsageMeter(IOptions<SandboxOptions> options, SandboxClock clock)
{
    private readonly ConcurrentDictionary<string, RollingHour> _accounts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Account, int Percent), string> _headers = new();
    private RollingHour _app = new();

    public UsageLimits Limits { get; set; } = new(options.Value.AppCallsPerHour, options.Value.AccountCallsPerHour, options.Value.UsageHeadersAfter);

    public void Reset()
    {
        _app = new RollingHour();
        _accounts.Clear();
    }

    /// <summary>Counts a call and announces the usage; throws when a budget is used up.</summary>
    public void Count(Account account, IHeaderDictionary headers)
    {
        var (now, limits) = (clock.GetUtcNow(), Limits);
        var app = _app.Add(now);
        var own = _accounts.GetOrAdd(account.Id, _ => new RollingHour()).Add(now);
        var (appPercent, ownPercent) = (Percent(app, limits.AppCallsPerHour), Percent(own, limits.AccountCallsPerHour));
        if (app > limits.UsageHeadersAfter)
            headers["X-App-Usage"] = AppHeader(appPercent);
        if (own > limits.UsageHeadersAfter)
            headers["X-Business-Use-Case-Usage"] = AccountHeader(account, ownPercent);
        if (app > limits.AppCallsPerHour)
            throw GraphErrors.RateLimited(4).Thrown();
        if (own > limits.AccountCallsPerHour)
            throw GraphErrors.RateLimited(account.Platform == Platform.Instagram ? 80002 : 80001).Thrown();
    }

    /// <summary>The headers of a call that a script refuses.</summary>
    public void AnnounceFull(Account account, int code, IHeaderDictionary headers)
    {
        if (code >= 80000)
            headers["X-Business-Use-Case-Usage"] = AccountHeader(account, 100);
        else
            headers["X-App-Usage"] = AppHeader(100);
    }

    private static int Percent(int calls, int budget) => (int)Math.Min(int.MaxValue, 100L * calls / budget);

    private string AppHeader(int percent) => _headers.GetOrAdd(("", percent), static key =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"call_count":{{key.Percent}},"total_time":{{key.Percent / 2}},"total_cputime":{{key.Percent / 4}}}"""));

    /// <summary>An object keyed by the account, holding an array; the time to regain access is in minutes.</summary>
    private string AccountHeader(Account account, int percent) => _headers.GetOrAdd((account.Id, percent), static (key, type) =>
        string.Create(CultureInfo.InvariantCulture,
            $$"""{"{{key.Account}}":[{"type":"{{type}}","call_count":{{key.Percent}},"total_cputime":{{key.Percent / 4}},"total_time":{{key.Percent / 2}},"estimated_time_to_regain_access":{{(key.Percent >= 100 ? 1 : 0)}}}]}"""),
        account.Platform == Platform.Instagram ? "instagram" : "pages");
}
