using System.Text;

namespace SnsOps.Workers.Ai.IndexKnowledge;

/// <summary>Reads comma-separated values (RFC 4180), and the semicolons or tabs that spreadsheets write instead.</summary>
internal static class Csv
{
    /// <summary>The rows; empty ones are left out.</summary>
    public static IEnumerable<string[]> Read(string text)
    {
        var separator = SeparatorOf(text);
        var (row, cell, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                    cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[++i]);
                else
                    quoted = false;
            }
            else if (c == '"' && cell.Length == 0)
                quoted = true;
            else if (c == separator)
                Close();
            else if (c == '\n')
            {
                Close();
                if (row.Exists(value => value.Trim().Length > 0))
                    yield return [.. row];
                row.Clear();
            }
            else if (c != '\r')
                cell.Append(c);
        }

        Close();
        if (row.Exists(value => value.Trim().Length > 0))
            yield return [.. row];

        void Close()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }

    private static char SeparatorOf(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var first = end < 0 ? text : text[..end];
        return new[] { ',', '\t', ';' }.MaxBy(c => first.Count(x => x == c));
    }
}
