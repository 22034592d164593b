using System.Text.Json;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>Meta's error body. https://developers.facebook.com/docs/graph-api/guides/error-handling</summary>
/// <param name="Code">error.code.</param>
/// <param name="Subcode">error.error_subcode; 0 when absent.</param>
/// <param name="Message">error.message.</param>
/// <param name="UserMessage">error.error_user_msg: fit to be shown.</param>
/// <param name="IsTransient">error.is_transient.</param>
public sealed record MetaError(int Code, int Subcode, string Message, string? UserMessage, bool IsTransient)
{
    /// <summary>Of an upload that did not go on where it ended (subcode 1363037): error.error_data.start_offset.</summary>
    public long? StartOffset { get; init; }

    /// <summary>Of an upload to rupload.facebook.com, whose refusals have a form of their own: debug_info.type, such as ProcessingFailedError.</summary>
    public string? UploadType { get; init; }

    /// <summary>"4/2207051", or "190"; of an upload its type.</summary>
    public string Name => UploadType ?? (Subcode == 0 ? $"{Code}" : $"{Code}/{Subcode}");

    /// <summary>The upload did not go on where it ended: how much arrived must be asked again.</summary>
    public bool IsWrongOffset => UploadType is "OffsetInvalidError" or "PartialRequestError";

    /// <summary>The token is dead until a person connects the account again (190, 102), or lacks a permission (10, 200–299).</summary>
    public bool NeedsReconnect => Code is 190 or 102 or 10 or (>= 200 and <= 299);

    /// <summary>The token itself is dead; a missing permission is not that.</summary>
    public bool TokenIsDead => Code is 190 or 102;

    /// <summary>A field or parameter of the request was not accepted. A wrong appsecret_proof has the same code but concerns every call of the app.</summary>
    public bool IsBadParameter => Code == 100 && Subcode == 0 && !Message.Contains("appsecret_proof", StringComparison.OrdinalIgnoreCase);

    /// <summary>The platform takes the account for a spammer or a robot; what it was asked for may have happened all the same.</summary>
    public bool IsActionBlocked => Code == 4 && Subcode == 2207051;

    /// <summary>A rate limit: of the app (4), the user (17), the page (32), custom (613, 341) or a business use case (80000–80014).</summary>
    public bool IsRateLimit => (Code == 4 && !IsActionBlocked) || Code is 17 or 32 or 341 or 613 or (>= 80000 and <= 80014);

    /// <summary>The call asked for more than the platform gives at once.</summary>
    public bool AsksForLess => Code == 1 && Message.Contains("reduce the amount of data", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the body; null when it is not Meta's error form.</summary>
    public static MetaError? Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return null;
        if (!body.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object)
            return body.TryGetProperty("debug_info", out var info) ? OfUpload(info) : null;
        return new MetaError(
            Number(error, "code"), Number(error, "error_subcode"), MetaJson.Text(error, "message") ?? "",
            MetaJson.Text(error, "error_user_msg"), error.TryGetProperty("is_transient", out var transient) && transient.ValueKind == JsonValueKind.True)
        {
            StartOffset = error.TryGetProperty("error_data", out var data) ? MetaJson.Number(data, "start_offset") : null,
        };
    }

    /// <summary>Only what says that it is final is a refusal.</summary>
    private static MetaError? OfUpload(JsonElement info) => MetaJson.Flag(info, "retriable") is { } retriable
        ? new MetaError(0, 0, MetaJson.Text(info, "message") ?? "", null, retriable) { UploadType = MetaJson.Text(info, "type") ?? "upload" } : null;

    private static int Number(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;
}
