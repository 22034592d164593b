using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace SnsOps.Sandbox.State;

/// <summary>Reads a journal back. A last line that a kill tore is cut off; damage anywhere else stops the start.</summary>
internal static class JournalReader
{
    public static async Task<int> ReplayAsync(FileStream file, Action<JournalRecord> apply, CancellationToken ct)
    {
        long good = 0;
        var count = 0;
        var reader = PipeReader.Create(file, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 1 << 16));
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var rest = read.Buffer;
            while (TryTakeLine(ref rest, out var line))
            {
                if (Parse(line, good, file.Length) is not { } record)
                {
                    rest = rest.Slice(rest.End);
                    break;
                }
                apply(record);
                good += line.Length + 1;
                count++;
            }
            reader.AdvanceTo(rest.Start, read.Buffer.End);
            if (read.IsCompleted)
                break;
        }
        await reader.CompleteAsync();
        file.SetLength(good);
        file.Seek(good, SeekOrigin.Begin);
        return count;
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }
        line = rest.Slice(0, end);
        rest = rest.Slice(rest.GetPosition(1, end));
        return true;
    }

    private static JournalRecord? Parse(ReadOnlySequence<byte> line, long position, long length)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize(ref json, JournalJson.Readable.JournalRecord);
        }
        catch (Exception e) when (e is (JsonException or NotSupportedException) && position + line.Length + 1 == length)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"The journal is damaged at byte {position}. Move it away, or start over with an empty data folder.", e);
        }
    }
}
