using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Comments;

/// <summary>Comments and captions written for this project: what people say below the posts of a café and a clinic.</summary>
internal static class WrittenComments
{
    private static readonly string[] s_clinicWords = ["의원", "병원", "클리닉", "피부", "치과", "clinic"];
    private static readonly string[] s_cafeWords = ["카페", "커피", "베이커리", "cafe", "coffee"];

    private static readonly (string Topic, string Author, string Text)[] s_all =
        [.. Lines("written-comments.tsv").Skip(1).Select(line => line.Split('\t')).Select(cells => (cells[0], cells[1], cells[2]))];

    public static int Count => s_all.Length;

    public static IReadOnlyList<string> Captions { get; } = [.. Lines("seed-captions.txt")];

    /// <summary>The next comment that suits an account, counting from a position in the list.</summary>
    public static PlayedComment Next(Account account, int position)
    {
        var topic = Topic(account);
        for (var i = 0; ; i++)
        {
            var (about, author, text) = s_all[(position + i) % s_all.Length];
            if (topic is null || about == topic || about == "any")
                return new PlayedComment(null, text, author);
        }
    }

    /// <summary>A name for a comment that came without one; the same comment always gets the same.</summary>
    public static string Author(string commentId) => s_all[(int)(Hash(commentId) % s_all.Length)].Author;

    public static string AuthorId(string author) => IdSource.Id(555, Hash(author));

    /// <summary>The same in every process, unlike GetHashCode.</summary>
    private static uint Hash(string text) => text.Aggregate(2166136261u, (hash, c) => unchecked((hash ^ c) * 16777619u));

    private static string? Topic(Account account)
    {
        var text = $"{account.ClientLabel} {account.Name}".ToLowerInvariant();
        return Array.Exists(s_clinicWords, text.Contains) ? "clinic" : Array.Exists(s_cafeWords, text.Contains) ? "cafe" : null;
    }

    private static IEnumerable<string> Lines(string resource)
    {
        using var reader = new StreamReader(typeof(WrittenComments).Assembly.GetManifestResourceStream(resource)!);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0)
                yield return line;
    }
}
