namespace SnsOps.Api.Problems;

/// <summary>One way a call can be refused: a stable code, its HTTP status and a title in both languages.</summary>
/// <param name="Code">Dotted, never renamed; listed in deploy/docs/errors.md.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">Korean.</param>
/// <param name="TitleEn">English.</param>
public sealed record ProblemKind(string Code, int Status, string Title, string TitleEn)
{
    /// <summary>A refusal of this kind without anything particular to add.</summary>
    public Refusal Plain() => new(this, Title, TitleEn);

    /// <summary>A refusal of this kind that says what, why and what to do.</summary>
    public Refusal Because(string detail, string detailEn) => new(this, detail, detailEn);

    /// <summary>A refusal of this kind that names the fields at fault.</summary>
    public Refusal Because(string detail, string detailEn, IReadOnlyDictionary<string, string[]> errors) => new(this, detail, detailEn, errors);
}

/// <summary>Why a call is refused: an expected outcome, so a value.</summary>
/// <param name="Kind">What sort.</param>
/// <param name="Detail">Korean.</param>
/// <param name="DetailEn">English.</param>
/// <param name="Errors">Field → what is wrong with it.</param>
public sealed record Refusal(ProblemKind Kind, string Detail, string DetailEn, IReadOnlyDictionary<string, string[]>? Errors = null);
