using SnsOps.Sandbox.Messaging;

namespace SnsOps.Sandbox.Faults;

/// <summary>Which faults make sense where; a script that could never strike is refused instead of being ignored.</summary>
internal static class FaultRules
{
    private static readonly HashSet<string> s_lists = ["ig.media_list", "ig.comments", "ig.replies", "fb.published_posts", "fb.comments", "fb.replies", "ig.stories", "fb.stories", "yt.playlist_items"];

    /// <summary>Answers that name what has just been made, or what a video became.</summary>
    private static readonly HashSet<string> s_namesPost = ["ig.publish", "fb.feed", "fb.photos", "fb.photo_story", "fb.video_status"];

    private static readonly HashSet<string> s_comments = ["ig.comment", "ig.reply", "fb.comment", "fb.reply"];

    /// <summary>What takes the bytes of files.</summary>
    private static readonly HashSet<string> s_uploads = ["fb.video_transfer", "fb.rupload", "yt.upload"];

    /// <summary>What says how far something is that the platform is at work on.</summary>
    private static readonly HashSet<string> s_states = ["ig.container_status", "fb.video_status", "yt.videos"];

    /// <summary>How a provider of language models can fail.</summary>
    private static readonly HashSet<FaultKind> s_models =
    [
        FaultKind.Latency, FaultKind.TimeoutBeforeEffect, FaultKind.ServerError, FaultKind.RateLimit, FaultKind.HtmlErrorPage, FaultKind.Reset, FaultKind.TokenExpired,
        .. Enum.GetValues<FaultKind>().Where(kind => kind >= FaultKind.StreamStall),
    ];

    /// <summary>How what carries messages over HTTP can fail before anybody gets one.</summary>
    private static readonly HashSet<FaultKind> s_messages =
        [FaultKind.Latency, FaultKind.TimeoutBeforeEffect, FaultKind.ServerError, FaultKind.RateLimit, FaultKind.HtmlErrorPage, FaultKind.Reset, FaultKind.TokenExpired];

    /// <summary>And after somebody got it.</summary>
    private static readonly HashSet<FaultKind> s_sentMessages = [FaultKind.CommitThenTimeout, FaultKind.CommitThenReset, FaultKind.CommitThen5xx, FaultKind.CommitThenTruncated];

    /// <summary>How a mail server can fail: it speaks no HTTP.</summary>
    private static readonly HashSet<FaultKind> s_mails =
        [FaultKind.ServerError, FaultKind.TimeoutBeforeEffect, FaultKind.Reset, FaultKind.CommitThenTimeout, FaultKind.CommitThenReset];

    /// <summary>What is wrong with a script, or null.</summary>
    public static string? Problem(NewFault script, IReadOnlyCollection<IFaultTarget> endpoints)
    {
        var probe = new Fault(0, script);
        var aimed = endpoints.Where(e => probe.IsFor(e.Name)).ToList();
        if (aimed.Count == 0)
            return $"No endpoint is called '{script.Endpoint}'. There are: {string.Join(", ", endpoints.Select(e => e.Name).Order())}.";
        if (!aimed.Exists(e => Fits(script.Kind, e)))
            return $"'{script.Endpoint}' cannot fail that way.";
        if (script.After < 0 || script.Times < 0 || (script.DelayMs < 0 && script.Kind != FaultKind.ClockSkew) || script.Probability is < 0 or > 1)
            return "after, times and delay_ms must not be negative, probability must lie between 0 and 1.";
        return null;
    }

    /// <summary>Whether an endpoint can fail in a way.</summary>
    public static bool Fits(FaultKind kind, IFaultTarget endpoint) => endpoint is MessagingEndpoint messages ? Fits(kind, messages) : endpoint.IsModel ? s_models.Contains(kind) : kind switch
    {
        >= FaultKind.StreamStall => false,
        FaultKind.CommitThenTimeout or FaultKind.CommitThen5xx or FaultKind.CommitThenReset or FaultKind.CommitThenTruncated or FaultKind.CommitThenErrorBody => endpoint.Writes,
        FaultKind.CommitThenActionBlocked or FaultKind.CommitThenDuplicate => endpoint is { Writes: true, IsGoogle: false },
        FaultKind.CommitThenCommentFields => s_comments.Contains(endpoint.Name),
        FaultKind.ScopeRevoked => endpoint.Scope is not null,
        FaultKind.FieldRejected => endpoint is { Writes: false, Scope: not null },
        FaultKind.VersionMismatch or FaultKind.Spurious10033 => !endpoint.IsGoogle,
        FaultKind.Spurious9004 => endpoint.Name == "ig.create_container",
        FaultKind.PostIdMissing => s_namesPost.Contains(endpoint.Name),
        FaultKind.ListingLag => s_lists.Contains(endpoint.Name) || endpoint.Name is "yt.videos" or "yt.comment_threads" or "yt.comments",
        FaultKind.ListingOmits => s_lists.Contains(endpoint.Name) || endpoint.Name == "yt.videos",
        FaultKind.StuckInProgress => s_states.Contains(endpoint.Name) || endpoint.Name == "ig.create_container",
        FaultKind.ProcessingError => endpoint.Name is "ig.create_container" or "ig.container_status" or "yt.upload" or "yt.simple_insert" || endpoint.Name.EndsWith("_finish", StringComparison.Ordinal),
        FaultKind.StatusUntold => endpoint.Name == "yt.comments",
        FaultKind.ResetMidBody => s_uploads.Contains(endpoint.Name),
        FaultKind.Session404 or FaultKind.Short308 => endpoint.Name == "yt.upload",
        FaultKind.QuotaExhausted => endpoint.IsGoogle ? endpoint.Name is not ("google.token" or "yt.upload") : endpoint.Name is "ig.publish" or "ig.create_container",
        _ => true,
    };

    private static bool Fits(FaultKind kind, MessagingEndpoint endpoint) => endpoint == MessagingEndpoint.SmtpMessage
        ? s_mails.Contains(kind)
        : s_messages.Contains(kind) || (endpoint.Writes ? s_sentMessages.Contains(kind) : kind is FaultKind.ListingLag or FaultKind.ListingOmits);
}
