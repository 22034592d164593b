namespace SnsOps.Workers.Ai.Surges;

/// <summary>What makes comments copies of each other: a text that is the same but for blanks, marks and laughter, or the same author. As SQL over a row <c>i</c> of the inbox.</summary>
/// <remarks>Short texts are the same by chance ("별로예요"), so they are nobody's copy.</remarks>
internal static class Copies
{
    private const int LeastLetters = 12;

    private const string Letters = @"translate(lower(i.message), E' \t\r\n\u00a0\u3000.,!?~^…·""''()ㅋㅎㅠㅜ', '')";

    /// <summary>One for all copies of a text.</summary>
    public static string Text { get; } = $"case when length({Letters}) >= {LeastLetters} then md5({Letters}) else i.id::text end";

    /// <summary>One for all comments of an author who is known.</summary>
    public const string Author = "coalesce(i.author_platform_id, nullif(i.author, ''), i.id::text)";

    /// <summary>How many of some comments count, as an aggregate.</summary>
    /// <param name="filter">Such as "filter (where …)"; empty: all.</param>
    public static string Counted(string filter) => $"least(count(distinct {Text}) {filter}, count(distinct {Author}) {filter})";
}
