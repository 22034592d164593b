using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>What a call spends of the project's quota, which all channels share and which begins anew at midnight in California.
/// https://developers.google.com/youtube/v3/getting-started#quota</summary>
internal sealed class GoogleBudgets(GoogleOptions options, TimeProvider clock)
{
    /// <summary>Where Google's days begin.</summary>
    internal const string Zone = "America/Los_Angeles";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private readonly Budget _uploads = new("google:youtube:uploads", "유튜브 업로드", options.UploadsPerDay, Day) { ResetsIn = Zone };
    private readonly Budget _units = new("google:youtube:units", "유튜브 할당량", options.UnitsPerDay, Day) { ResetsIn = Zone };
    private readonly Budget _reports = new("google:youtube:reports", "유튜브 분석 조회", options.ReportsPerDay, Day) { ResetsIn = Zone };
    private readonly string _host = "google:" + new Uri(options.ApiBaseUrl).Host;
    private readonly string _analyticsHost = "google:" + new Uri(options.AnalyticsBaseUrl).Host;
    private readonly string _tokenHost = "google:" + new Uri(options.TokenUrl).Host;

    /// <summary>The call as the chain sees it.</summary>
    public ExternalCall Of(GoogleCall call, HttpMethod method) =>
        new(call.Endpoint == GoogleCall.Report ? _analyticsHost : _host, call.Endpoint, method.Method, call.Priority, method == HttpMethod.Get && call.Retries, call.Account, Spent(call));

    /// <summary>Minting an access token, which spends nothing.</summary>
    public ExternalCall OfToken(ConnectedAccount account, CallPriority priority) => new(_tokenHost, "google.token", "POST", priority, MayRetry: false, account, []);

    /// <summary>A quota the platform calls used up is closed until midnight.</summary>
    public IReadOnlyList<UsageReport> Reports(GoogleCall call, GoogleError? error) =>
        error is { IsQuota: true } ? [new UsageReport(Of(call).Scope, null, Closed: true, UntilReset())] : [];

    /// <summary>How long until the quota begins anew.</summary>
    public TimeSpan UntilReset()
    {
        var now = clock.GetUtcNow();
        return CalendarDay.Ends(Zone, now) - now;
    }

    private Budget[] Spent(GoogleCall call) => Of(call) is var budget && budget != _units ? [budget] : call.Units == 0 ? [] : [_units with { Cost = call.Units }];

    private Budget Of(GoogleCall call) => call.Endpoint switch { GoogleCall.Insert => _uploads, GoogleCall.Report => _reports, _ => _units };
}
