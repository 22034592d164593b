using System.Text.Json;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>What came of one call: a closed set.</summary>
public abstract record GoogleAnswer
{
    private GoogleAnswer()
    {
    }

    /// <summary>A 2xx answer, read whole as JSON; an empty one is undefined.</summary>
    /// <param name="Body">Of the answer.</param>
    /// <param name="Location">Its header, where it has one.</param>
    public sealed record Ok(JsonElement Body, Uri? Location) : GoogleAnswer;

    /// <summary>308 of an upload session: so much of the file is there, as the platform says it.</summary>
    public sealed record Incomplete(long Received) : GoogleAnswer;

    /// <summary>A typed refusal.</summary>
    public sealed record Refused(GoogleError Error) : GoogleAnswer
    {
        /// <summary>When it may be asked again, if the platform said so (header Retry-After); a day at most.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>Not one byte of the request left: DNS, connect or TLS failed, no access token was to be had, or the call was not made at all.</summary>
    public sealed record NotSent(string Reason) : GoogleAnswer
    {
        /// <summary>Why it was not made, and when it may be.</summary>
        public HeldBack? HeldBack { get; init; }
    }

    /// <summary>Time-out, reset, 5xx, a torn or foreign answer: a write may or may not have happened.</summary>
    public sealed record Unclear(string Reason) : GoogleAnswer;

    /// <summary>The answer in words, for logs and history; never a token or an address.</summary>
    public string Summary => this switch
    {
        Ok => "ok",
        Incomplete i => $"{i.Received} bytes are there",
        Refused r => $"{r.Error.Reason}: {r.Error.Message}",
        NotSent n => "not sent: " + n.Reason,
        Unclear u => "unclear: " + u.Reason,
        _ => "",
    };
}
