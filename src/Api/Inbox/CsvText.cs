using System.Text;

namespace SnsOps.Api.Inbox;

/// <summary>Lines of CSV (RFC 4180) that a spreadsheet shows as text and never runs.</summary>
internal static class CsvText
{
    /// <summary>What a cell must not begin with, or a spreadsheet takes it for a formula; their full-width forms included.</summary>
    private const string Formulas = "=+-@\t\r\n＝＋－＠";

    /// <summary>Excel reads a file as UTF-8 when it begins with this.</summary>
    public const char ByteOrderMark = '\uFEFF';

    /// <summary>Appends a line.</summary>
    public static void AppendLine(StringBuilder text, params ReadOnlySpan<string?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            Append(text, cells[i] ?? "");
        }

        text.Append("\r\n");
    }

    private static void Append(StringBuilder text, string cell)
    {
        // Blanks before it do not keep every spreadsheet from running it.
        var begins = cell.AsSpan().TrimStart(" \u00A0\u3000");
        var guarded = begins.Length > 0 && Formulas.Contains(begins[0], StringComparison.Ordinal);
        if (!guarded && cell.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            text.Append(cell);
            return;
        }

        text.Append('"');
        if (guarded)
            text.Append('\'');
        text.Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
