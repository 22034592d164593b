using System.Text.Json;
using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.Comments;

/// <summary>A comment of the audience, to be shown below a post.</summary>
/// <param name="Id">Becomes the comment's id on the platform; null lets the sandbox choose.</param>
internal sealed record PlayedComment(string? Id, string Text, string? Author = null);

/// <summary>Reads rows from a TSV and keeps the rows of a play, so that it can go on after a restart.</summary>
internal static class PlayedRows
{
    /// <summary>Reads a TSV whose header names at least id and text (rating and label are not the platforms' business). No quoting.</summary>
    public static async Task<List<PlayedComment>> ReadTsvAsync(string path, CancellationToken ct)
    {
        var rows = new List<PlayedComment>();
        int id = -1, text = -1, number = 0;
        await foreach (var line in File.ReadLinesAsync(path, ct))
        {
            number++;
            var cells = line.Split('\t');
            if (number == 1)
            {
                (id, text) = (Array.IndexOf(cells, "id"), Array.IndexOf(cells, "text"));
                if (id < 0 || text < 0)
                    throw new FormatException("The first line must name the columns id and text (id, rating, label, text), separated by tabs.");
            }
            else if (line.Length > 0)
            {
                if (cells.Length <= Math.Max(id, text) || cells[id].Length == 0 || string.IsNullOrWhiteSpace(cells[text]))
                    throw new FormatException($"Line {number} has no id or no text.");
                rows.Add(new PlayedComment(cells[id], cells[text]));
            }
        }
        return rows;
    }

    public static async Task KeepAsync(string path, IReadOnlyList<PlayedComment> rows, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        await JsonSerializer.SerializeAsync(file, rows, PlayedJson.Default.IReadOnlyListPlayedComment, ct);
        await file.FlushAsync(ct);
        file.Flush(flushToDisk: true);
    }

    public static async Task<IReadOnlyList<PlayedComment>> LoadAsync(string path, CancellationToken ct)
    {
        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync(file, PlayedJson.Default.IReadOnlyListPlayedComment, ct) ?? [];
    }
}

[JsonSerializable(typeof(IReadOnlyList<PlayedComment>))]
internal sealed partial class PlayedJson : JsonSerializerContext;
