using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Sandbox.Graph;

/// <summary>An error as Meta words it. https://developers.facebook.com/docs/graph-api/guides/error-handling</summary>
internal sealed record GraphError(int Code, string Message)
{
    public int Status { get; init; } = 400;

    public string Type { get; init; } = "OAuthException";

    public int? Subcode { get; init; }

    public bool IsTransient { get; init; }

    public string? UserTitle { get; init; }

    public string? UserMessage { get; init; }

    /// <summary>Of an upload: from where to where to go on.</summary>
    public (long Start, long End)? Offsets { get; init; }

    public GraphException Thrown() => new(this);

    public GraphReply Reply() => GraphReply.Json(Status, json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", Message);
        json.WriteString("type", Type);
        json.WriteNumber("code", Code);
        if (Subcode is { } subcode)
            json.WriteNumber("error_subcode", subcode);
        if (Subcode is not null || IsTransient)
            json.WriteBoolean("is_transient", IsTransient);
        if (UserTitle is not null)
            json.WriteString("error_user_title", UserTitle);
        if (UserMessage is not null)
            json.WriteString("error_user_msg", UserMessage);
        if (Offsets is { } offsets)
        {
            json.WriteStartObject("error_data");
            json.WriteString("start_offset", offsets.Start.ToString(CultureInfo.InvariantCulture));
            json.WriteString("end_offset", offsets.End.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteString("fbtrace_id", NewTraceId());
        json.WriteEndObject();
        json.WriteEndObject();
    });

    public static string NewTraceId()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return new StringBuilder("A").Append(Convert.ToBase64String(random)).Replace('+', '-').Replace('/', '_').Replace("=", "").ToString();
    }
}

/// <summary>Ends a call with an error body; nothing was committed.</summary>
internal sealed class GraphException(GraphError error) : Exception(error.Message)
{
    public GraphError Error { get; } = error;
}
