using System.Text.Json;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Platforms.Meta;

/// <summary>What came of one call: a closed set.</summary>
public abstract record MetaAnswer
{
    private MetaAnswer()
    {
    }

    /// <summary>A 2xx answer, read whole as JSON.</summary>
    public sealed record Ok(JsonElement Body) : MetaAnswer;

    /// <summary>A typed refusal.</summary>
    public sealed record Refused(int Status, MetaError Error) : MetaAnswer
    {
        /// <summary>When a throttled asset may be asked again, if the platform said so (header X-Business-Use-Case-Usage).</summary>
        public TimeSpan? RegainAccess { get; init; }
    }

    /// <summary>Not one byte of the request left: DNS, connect or TLS failed, or the call was not made at all.</summary>
    public sealed record NotSent(string Reason) : MetaAnswer
    {
        /// <summary>Why it was not made, and when it may be: a budget is used up, or the platform is down.</summary>
        public HeldBack? HeldBack { get; init; }
    }

    /// <summary>Time-out, reset, 5xx, a torn or foreign answer: a write may or may not have happened.</summary>
    public sealed record Unclear(string Reason) : MetaAnswer
    {
        /// <summary>The platform could answer if it were asked for less at once.</summary>
        public bool AsksForLess { get; init; }
    }

    /// <summary>The answer in words, for logs and history; never a token.</summary>
    public string Summary => this switch
    {
        Ok => "ok",
        Refused r => $"{r.Error.Name}: {r.Error.UserMessage ?? r.Error.Message}",
        NotSent n => "not sent: " + n.Reason,
        Unclear u => "unclear: " + u.Reason,
        _ => "",
    };
}
