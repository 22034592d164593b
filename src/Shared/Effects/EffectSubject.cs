namespace SnsOps.Shared.Effects;

/// <summary>A kind of row that is sent to a platform: its table, and what is particular about arming it and about its outcome.</summary>
/// <remarks>The protocol itself (armed, sent once, closed or doubted) is the same for all and lives in <see cref="Arming"/> and <see cref="OutcomeWriter"/>.</remarks>
public sealed class EffectSubject
{
    /// <summary>A content on an account. Serial per account; sent only as it was approved.</summary>
    public static readonly EffectSubject Publication = new("publication", "post", "publications", oneSendPerAccount: true,
        Holds.OfPublication("s"), "and s.content_version = w.version and s.seal = w.seal", PublicationOutcome.Sql);

    /// <summary>What staff answer to a comment.</summary>
    public static readonly EffectSubject Reply = new("reply", "reply", "comment_replies", oneSendPerAccount: false, Holds.OfReply("s"), "", ReplyOutcome.OfReply);

    /// <summary>What is said below a publication once it is out: a step of its own of the same subject.</summary>
    public static readonly EffectSubject FirstComment = new("publication", "first_comment", "first_comments", oneSendPerAccount: false,
        Holds.OfReply("s"), "", ReplyOutcome.OfFirstComment);

    /// <summary>Batches of arms, and of outcomes, that may be on their way to PostgreSQL at once.</summary>
    internal const int BatchesAtOnce = 2;

    private EffectSubject(string kind, string step, string table, bool oneSendPerAccount, string held, string alsoToArm, string outcome) =>
        (Kind, Step, Table, OneSendPerAccount, Held, AlsoToArm, Outcome) =
        (kind, step, table, oneSendPerAccount, held, $"and not exists (select {held}) {alsoToArm}", outcome);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EffectSubject> All { get; } = [Publication, Reply, FirstComment];

    /// <summary><c>attempts.subject_kind</c>.</summary>
    public string Kind { get; }

    /// <summary><c>attempts.step</c>.</summary>
    internal string Step { get; }

    /// <summary>Where its rows are.</summary>
    internal string Table { get; }

    /// <summary>The database refuses a second armed attempt of the same account.</summary>
    internal bool OneSendPerAccount { get; }

    /// <summary>The holds in force over a row <c>s</c>: <c>from … where …</c>.</summary>
    internal string Held { get; }

    /// <summary>What must be true of a row <c>s</c>, beside its claim, for a wish <c>w</c> to be armed.</summary>
    internal string AlsoToArm { get; }

    /// <summary>The CTEs from <c>verdicts</c> to <c>moved</c>, and what people are told of it.</summary>
    internal string Outcome { get; }

    /// <summary>By <see cref="Kind"/> and step.</summary>
    public static EffectSubject Of(string kind, string step) => All.Single(s => s.Kind == kind && s.Step == step);

    /// <inheritdoc />
    public override string ToString() => $"{Kind} {Step}";
}
