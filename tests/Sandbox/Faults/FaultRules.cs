namespace SnsOps.Sandbox.Faults;

/// <summary>Which faults make sense where; a script that could never strike is refused instead of being ignored.</summary>
internal static class FaultRules
{
    private static readonly string[] s_lists = ["ig.media_list", "ig.comments", "ig.replies", "fb.published_posts", "fb.comments", "ig.stories", "fb.stories"];

    /// <summary>What is wrong with a script, or null.</summary>
    public static string? Problem(NewFault script, IReadOnlyCollection<IFaultTarget> endpoints)
    {
        var probe = new Fault(0, script);
        var aimed = endpoints.Where(e => probe.IsFor(e.Name)).ToList();
        if (aimed.Count == 0)
            return $"No endpoint is called '{script.Endpoint}'. There are: {string.Join(", ", endpoints.Select(e => e.Name).Order())}.";
        if (!aimed.Exists(e => Fits(script.Kind, e, probe)))
            return $"'{script.Endpoint}' cannot fail that way.";
        if (script.After < 0 || script.Times < 0 || script.DelayMs < 0 || script.Probability is < 0 or > 1)
            return "after, times and delay_ms must not be negative, probability must lie between 0 and 1.";
        return null;
    }

    public static bool Fits(FaultKind kind, IFaultTarget endpoint, Fault probe) => kind switch
    {
        _ when endpoint.IsGoogle => FitsGoogle(kind, endpoint),
        _ when probe.NeedsEffect => endpoint.Writes,
        FaultKind.Session404 or FaultKind.Short308 or FaultKind.ResetMidBody or FaultKind.QuotaExhausted => false,
        FaultKind.StuckInProgress or FaultKind.ProcessingError => endpoint.Name is "ig.create_container" or "ig.container_status" || (kind == FaultKind.ProcessingError && endpoint.Name.EndsWith("_finish", StringComparison.Ordinal)),
        FaultKind.Spurious9004 => endpoint.Name == "ig.create_container",
        FaultKind.ListingLag => s_lists.Contains(endpoint.Name),
        _ => true,
    };

    private static bool FitsGoogle(FaultKind kind, IFaultTarget endpoint) => kind switch
    {
        FaultKind.CommitThenTimeout or FaultKind.CommitThen5xx or FaultKind.CommitThenReset or FaultKind.CommitThenTruncated => endpoint.Writes,
        FaultKind.Latency or FaultKind.TimeoutBeforeEffect or FaultKind.ServerError or FaultKind.RateLimit or FaultKind.HtmlErrorPage or FaultKind.Reset or FaultKind.TokenExpired => true,
        FaultKind.Session404 or FaultKind.Short308 or FaultKind.ResetMidBody => endpoint.Name == "yt.upload",
        FaultKind.QuotaExhausted => endpoint.Name is not ("google.token" or "yt.upload"),
        FaultKind.ProcessingError => endpoint.Name is "yt.upload" or "yt.simple_insert",
        FaultKind.StuckInProgress => endpoint.Name == "yt.videos",
        FaultKind.ListingLag => endpoint.Name is "yt.playlist_items" or "yt.comment_threads" or "yt.comments",
        _ => false,
    };
}
