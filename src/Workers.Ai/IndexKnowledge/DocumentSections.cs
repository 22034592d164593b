using System.Text;
using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.IndexKnowledge;

/// <summary>Parts of a document that are cut on their own: what stands under a heading, or a row of a table.</summary>
internal static class DocumentSections
{
    private const int MostHeadings = 3;

    /// <summary>Of a heading or the name of a column: each chunk of a section, or row, says it again.</summary>
    private const int MostLetters = 200;

    /// <summary>The sections in order, each with the headings it stands under.</summary>
    public static IEnumerable<Section> Of(string mediaType, string text) => mediaType switch
    {
        "text/markdown" => Markdown(text),
        "text/csv" => Rows(text),
        _ => [new Section("", text)],
    };

    private static IEnumerable<Section> Markdown(string text)
    {
        var headings = new List<(int Level, string Text)>();
        var body = new StringBuilder();
        var inCode = false;
        foreach (var line in text.Split('\n'))
        {
            inCode ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            var level = inCode ? 0 : line.TakeWhile(c => c == '#').Count();
            if (level is 0 or > 6 || line.Length == level || line[level] != ' ')
            {
                body.Append(line).Append('\n');
                continue;
            }

            yield return Take();
            headings.RemoveAll(h => h.Level >= level);
            headings.Add((level, Letters.First(line[level..].Trim().Trim('#').Trim(), MostLetters)));
        }

        yield return Take();

        Section Take()
        {
            var section = new Section(string.Join(" > ", headings.TakeLast(MostHeadings).Select(h => h.Text)), body.ToString());
            body.Clear();
            return section;
        }
    }

    /// <summary>The first row names the columns; each other row says "column: value" for each that it has.</summary>
    private static IEnumerable<Section> Rows(string text)
    {
        string[]? names = null;
        foreach (var row in Csv.Read(text))
        {
            if (names is null)
            {
                names = [.. row.Select(name => Letters.First(name.Trim(), MostLetters))];
                continue;
            }

            yield return new Section("", string.Join('\n', row.Select((value, i) => (Name: i < names.Length ? names[i] : "", Value: value.Trim()))
                .Where(cell => cell.Value.Length > 0).Select(cell => cell.Name.Length == 0 ? cell.Value : $"{cell.Name}: {cell.Value}")));
        }
    }
}

/// <summary>A part of a document.</summary>
/// <param name="Heading">The headings it stands under; empty where there are none.</param>
/// <param name="Text">What it says.</param>
internal sealed record Section(string Heading, string Text);
