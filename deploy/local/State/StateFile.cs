using System.Text.Json;
using System.Text.Json.Serialization;
using SnsOps.Local.Output;

namespace SnsOps.Local.State;

/// <summary>Small JSON files of the state folder: 0600, replaced as a whole, so a reader or a power cut never sees half of one.</summary>
internal static class StateFile
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Reads it; null if there is none.</summary>
    internal static T? Read<T>(string path)
        where T : class
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, Json);
        }
        catch (JsonException e)
        {
            throw new Failure("상태 파일을 읽을 수 없습니다 / a state file cannot be read", $"{path}: {e.Message}", $"rm {path}");
        }
    }

    internal static void Write<T>(string path, T value)
    {
        var draft = path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        using (var stream = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(stream, value, Json);
            stream.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }
}
