namespace SnsOps.Shared.Messages;

/// <summary>The kinds of nudge (CloudEvents <c>ce_type</c>). Each names a table whose rows the ids point at.</summary>
public static class Kinds
{
    /// <summary>Rows of <c>publications</c> that are due.</summary>
    public const string PublicationDue = "publication.due";

    /// <summary>Rows of <c>attempts</c> whose outcome is unknown and may be looked up.</summary>
    public const string AttemptUnknown = "attempt.unknown";

    /// <summary>Rows of <c>comment_replies</c> that are to be sent.</summary>
    public const string ReplyDue = "reply.due";

    /// <summary>Rows of <c>comment_actions</c> that are to be carried out.</summary>
    public const string CommentActionDue = "comment-action.due";

    /// <summary>Rows of <c>clients</c> with comments that nobody has scored yet.</summary>
    public const string CommentsUnscored = "comments.unscored";

    /// <summary>Rows of <c>webhook_deliveries</c> that are to be taken in.</summary>
    public const string WebhookReceived = "webhook.received";

    /// <summary>Rows of <c>job_items</c> that are ready.</summary>
    public const string JobItemReady = "job-item.ready";

    /// <summary>There are unnumbered rows in <c>live_events</c>; carries no ids.</summary>
    public const string LiveEvents = "live-events.available";
}
