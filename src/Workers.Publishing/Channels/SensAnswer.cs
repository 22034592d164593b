using System.Text.Json;
using System.Text.Json.Serialization;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>What SENS said: a closed set.</summary>
internal abstract record SensAnswer
{
    private SensAnswer()
    {
    }

    /// <summary>It took a message, or lists some.</summary>
    public sealed record Ok(string? RequestId, IReadOnlyList<SensSeen> Messages, bool HasMore) : SensAnswer;

    /// <summary>It refused the call and did nothing.</summary>
    public sealed record Refused(int Status, string Code, string Message) : SensAnswer;

    /// <summary>Not one byte was taken, or it asked for patience.</summary>
    public sealed record NotSent(string Reason, TimeSpan? Wait) : SensAnswer;

    /// <summary>Nobody knows: no answer, a torn one, or a 5xx.</summary>
    public sealed record Unclear(string Reason) : SensAnswer;
}

/// <summary>A message as the list shows it: READY, PROCESSING or COMPLETED, and then success or fail.</summary>
internal sealed record SensSeen(string? RequestId, string? MessageId, string? To, string? Content, string? Status, string? StatusName, string? StatusMessage)
{
    /// <summary>The network is done with it.</summary>
    [JsonIgnore] public bool IsCompleted => Status == "COMPLETED";
}

internal sealed record SensRecipient(string To);

internal sealed record SensMessage(string Type, string ContentType, string CountryCode, string From, string? Subject, string Content, IReadOnlyList<SensRecipient> Messages);

internal sealed record SensReply(string? RequestId, IReadOnlyList<SensSeen>? Messages, bool? HasMore);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SensMessage))]
[JsonSerializable(typeof(SensReply))]
internal sealed partial class SensJson : JsonSerializerContext;

/// <summary>Reads bodies, whatever they are.</summary>
internal static class SensBody
{
    /// <summary>Null when it is not what was expected.</summary>
    public static SensAnswer.Ok? Read(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, SensJson.Default.SensReply) is { } reply && (reply.RequestId is not null || reply.Messages is not null)
                ? new SensAnswer.Ok(reply.RequestId, reply.Messages ?? [], reply.HasMore == true)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The gateway's error: {"error":{"errorCode":"210","message":"…"}}.</summary>
    public static (string? Code, string? Message) Error(byte[] bytes)
    {
        try
        {
            using var body = JsonDocument.Parse(bytes);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                ? (Text(error, "errorCode"), Text(error, "message"))
                : (null, null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonElement error, string name) => error.TryGetProperty(name, out var value) ? value.ToString() : null;
}
