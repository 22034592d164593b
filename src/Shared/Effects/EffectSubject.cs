namespace SnsOps.Shared.Effects;

/// <summary>A kind of row that is sent to a platform: its table, and what is particular about arming it and about its outcome.</summary>
/// <remarks>The protocol itself (armed, sent once, closed or doubted) is the same for all and lives in <see cref="Arming"/> and <see cref="OutcomeWriter"/>.</remarks>
public sealed class EffectSubject
{
    /// <summary>A content on an account. Serial per account; sent only as it was approved.</summary>
    public static readonly EffectSubject Publication = new(
        "publication", "post", "publications", new EffectNews(PublicationNews.Told, PublicationNews.Sql), PublicationOutcome.Sql, Holds.OfPublication("s"))
    {
        OneSendPerAccount = true, OutcomeOfPublished = PublicationOutcome.OfPublished,
        // And not past its grace: preparing may have taken long.
        Approved = "and s.content_version = w.version and s.seal = w.seal and coalesce(s.resend_at, s.scheduled_at) + s.grace >= (select snsops.now())",
    };

    /// <summary>What staff answer to a comment, if the thread is still as they saw it.</summary>
    public static readonly EffectSubject Reply = BelowPosts("reply", "reply", "comment_replies", ReplyNews.News, "platform_reply_id", Holds.OfReply("s"), Threads.AnswerOutOfPlace);

    /// <summary>What is said below a publication once it is out: a step of its own of the same subject.</summary>
    public static readonly EffectSubject FirstComment =
        BelowPosts("publication", "first_comment", "first_comments", FirstCommentNews.News, "platform_comment_id", Holds.OfFirstComment("s"), OtherThanApproved);

    /// <summary>What is done to a comment: hidden, shown again, deleted.</summary>
    public static readonly EffectSubject Action =
        BelowPosts("comment_action", "action", "comment_actions", ActionNews.News, null, Holds.OfReply("s"), Threads.ActionOutOfPlace, ActionOutcome.Applied);

    /// <summary>Why a first comment, a row <c>s</c>, is not to be sent: it was approved with its post.</summary>
    private static string OtherThanApproved => $"""
        (select case when p.seal is distinct from snsops.post_seal(c.seal, p.account_id, p.format::text, p.scheduled_at, s.text) then '{Seals.Broken}' end
           from publications p join contents c on c.id = p.content_id where p.id = s.id)
        """;

    /// <summary>Batches of arms, and of outcomes, that may be on their way to PostgreSQL at once.</summary>
    internal const int BatchesAtOnce = 2;

    private EffectSubject(string kind, string step, string table, EffectNews news, string outcome, string held) =>
        (Kind, Step, Table, News, Outcome, Held) = (kind, step, table, news, outcome, held);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EffectSubject> All { get; } = [Publication, Reply, FirstComment, Action];

    /// <summary><c>attempts.subject_kind</c>.</summary>
    public string Kind { get; }

    /// <summary><c>attempts.step</c>.</summary>
    public string Step { get; }

    /// <summary>Where its rows are.</summary>
    public string Table { get; }

    /// <summary>What people are told when its rows move.</summary>
    public EffectNews News { get; }

    /// <summary>The holds in force over a row <c>s</c>: <c>from … where …</c>.</summary>
    public string Held { get; }

    /// <summary>Why a row <c>s</c> is not to be sent any more, as the code of a refusal; null while nothing speaks against it.</summary>
    public string OutOfPlace { get; private init; } = "null::text";

    /// <summary>The database refuses a second armed attempt of the same account.</summary>
    internal bool OneSendPerAccount { get; private init; }

    /// <summary>What must be true of a row <c>s</c>, beside its claim, for a wish <c>w</c> to be armed.</summary>
    internal string AlsoToArm => $"and not exists (select {Held}) and {OutOfPlace} is null {Approved}";

    /// <summary>The CTEs from <c>verdicts</c> to <c>moved</c>, and what people are told of it.</summary>
    internal string Outcome { get; }

    /// <summary>The same for verdicts that are all "published", which is what nearly all are; null: it has no shorter form.</summary>
    internal string? OutcomeOfPublished { get; private init; }

    private string Approved { get; init; } = "";

    /// <summary>By <see cref="Kind"/> and step.</summary>
    public static EffectSubject Of(string kind, string step) => All.Single(s => s.Kind == kind && s.Step == step);

    /// <inheritdoc />
    public override string ToString() => $"{Kind} {Step}";

    private static EffectSubject BelowPosts(string kind, string step, string table, EffectNews news, string? platformId, string held, string outOfPlace, string applied = "") =>
        new(kind, step, table, news, ReplyOutcome.Sql(table, news, platformId, applied), held) { OutOfPlace = outOfPlace };
}
