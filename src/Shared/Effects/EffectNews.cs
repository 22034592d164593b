namespace SnsOps.Shared.Effects;

/// <summary>What people are told when rows of one kind move.</summary>
/// <param name="Told">What the telling needs of a row <c>s</c> that moved, as a list of columns.</param>
/// <param name="Sql">Common table expressions that follow a CTE <c>moved</c> of these columns.</param>
public sealed record EffectNews(string Told, string Sql);
