namespace SnsOps.Shared.Effects;

/// <summary>What a thread of comments shows, as SQL. The Api says it to people, and the arm compares what they saw with what is there by then.</summary>
/// <remarks>A discussion has two levels, so its thread is named by the comment at its top.</remarks>
public static class Threads
{
    /// <summary>The code of a refusal because the thread is not as its writer saw it.</summary>
    public const string Moved = "comment.thread_moved";

    /// <summary>The code of a refusal because the comment is gone.</summary>
    public const string Deleted = "comment.deleted";

    /// <summary>The code of a refusal because the comment is hidden.</summary>
    public const string Hidden = "comment.hidden";

    /// <summary>The code of a refusal because somebody is hiding or deleting the comment.</summary>
    public const string UnderWay = "comment.action_under_way";

    /// <summary>The platform's id of the thread that a comment is in.</summary>
    public static string Of(string comment) => $"coalesce({comment}.parent_comment_id, {comment}.platform_comment_id)";

    /// <summary>Whether an account wrote a comment itself.</summary>
    public static string IsOwn(string comment, string account) => $"""
        (({comment}.author_platform_id = {account}.platform_account_id) is true
         or exists (select from comment_replies x where x.account_id = {comment}.account_id and x.platform_reply_id = {comment}.platform_comment_id)
         or exists (select from first_comments x where x.account_id = {comment}.account_id and x.platform_comment_id = {comment}.platform_comment_id))
        """;

    /// <summary>Whether something is being done to a comment that takes it away from readers.</summary>
    public static string IsBeingTakenAway(string commentId) =>
        $"exists (select from comment_actions x where x.comment_id = {commentId} and x.action <> 'unhide' and x.state not in ('published', 'failed', 'cancelled'))";

    /// <summary>
    /// A word that is another one as soon as the thread is: how many comments there are and when the newest change or deletion of one was seen, and how many answers we wrote.
    /// An answer of ours that was collected meanwhile is not counted again.
    /// </summary>
    /// <param name="comment">Alias of a row of <c>comments_inbox</c> in the thread.</param>
    /// <param name="but">Of an answer that is left out, as it is the one that is asked about.</param>
    public static string Version(string comment, string but = "null::uuid") => $"""
        ((select count(*) filter (where t.deleted_at is null) || '-' || coalesce(max(greatest({Micros("t")}, {MicrosOf("t.deleted_at")})), 0) from comments_inbox t
          where t.account_id = {comment}.account_id and {Of("t")} = {Of(comment)}
            and not exists (select from comment_replies r where r.account_id = t.account_id and r.platform_reply_id = t.platform_comment_id))
        || '-' ||
        (select count(*) from comments_inbox t join comment_replies r on r.comment_id = t.id
          where t.account_id = {comment}.account_id and {Of("t")} = {Of(comment)} and r.state not in ('failed', 'cancelled') and r.id is distinct from {but}))
        """;

    /// <summary>When the newest change of a comment was seen, in microseconds, as the middle part of a version has it.</summary>
    public static string Micros(string comment) => MicrosOf($"greatest({comment}.received_at, {comment}.edited_at)");

    /// <summary>Why an answer, a row <c>s</c> of <c>comment_replies</c>, is out of place by now; null while it is not.</summary>
    internal static string AnswerOutOfPlace { get; } = $"""
        (select case when c.deleted_at is not null then '{Deleted}'
                     when c.hidden_at is not null then '{Hidden}'
                     when {IsBeingTakenAway("c.id")} then '{UnderWay}'
                     when s.seen <> {Version("c", "s.id")} then '{Moved}' end
           from comments_inbox c where c.id = s.comment_id)
        """;

    /// <summary>Why what shall be done to a comment, a row <c>s</c> of <c>comment_actions</c>, is out of place: other comments of its thread do not matter to it.</summary>
    internal static string ActionOutOfPlace { get; } = $"""
        (select case when c.deleted_at is not null then '{Deleted}'
                     when {Micros("c")} > split_part(s.seen, '-', 2)::bigint then '{Moved}' end
           from comments_inbox c where c.id = s.comment_id)
        """;

    private static string MicrosOf(string instant) => $"(extract(epoch from {instant}) * 1000000)::bigint";
}
