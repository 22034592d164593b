namespace SnsOps.Shared.Knowledge;

/// <summary>The word lists that come with the program.</summary>
internal static class KnowledgeResource
{
    /// <summary>The lines of a list without its comments.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(typeof(KnowledgeResource).Assembly.GetManifestResourceStream(name)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
