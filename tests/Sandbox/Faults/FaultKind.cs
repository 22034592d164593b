using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.Faults;

/// <summary>Ways in which a call can go wrong.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultKind>))]
public enum FaultKind
{
    /// <summary>The answer comes delay_ms later; the effect does not.</summary>
    [JsonStringEnumMemberName("latency")] Latency,

    /// <summary>Nothing happens and nothing is answered.</summary>
    [JsonStringEnumMemberName("timeout-before-effect")] TimeoutBeforeEffect,

    /// <summary>It happens, and nothing is answered.</summary>
    [JsonStringEnumMemberName("commit-then-timeout")] CommitThenTimeout,

    /// <summary>It happens, and the answer is a 500.</summary>
    [JsonStringEnumMemberName("commit-then-5xx")] CommitThen5xx,

    /// <summary>It happens, and the connection is reset.</summary>
    [JsonStringEnumMemberName("commit-then-reset")] CommitThenReset,

    /// <summary>It happens, and the answer ends in the middle.</summary>
    [JsonStringEnumMemberName("commit-then-truncated")] CommitThenTruncated,

    /// <summary>It happens, and the answer says that the action was blocked.</summary>
    [JsonStringEnumMemberName("commit-then-4-2207051")] CommitThenActionBlocked,

    /// <summary>It happens, and the answer is an error with status 200.</summary>
    [JsonStringEnumMemberName("commit-then-200-error")] CommitThenErrorBody,

    /// <summary>It happens, and the answer says that it is there already (code 506), as after a repeat inside the platform.</summary>
    [JsonStringEnumMemberName("commit-then-506")] CommitThenDuplicate,

    [JsonStringEnumMemberName("server-error")] ServerError,

    /// <summary>HTTP 400 with code (4, 17, 32, 80001, 80002 …); Google's way at Google, with a Retry-After where delay_ms says one.</summary>
    [JsonStringEnumMemberName("rate-limit")] RateLimit,

    /// <summary>A 502 with text/html, as proxies give.</summary>
    [JsonStringEnumMemberName("html-error-page")] HtmlErrorPage,

    /// <summary>The connection is reset before anything happened.</summary>
    [JsonStringEnumMemberName("reset")] Reset,

    /// <summary>A valid id is said not to exist.</summary>
    [JsonStringEnumMemberName("spurious-100-33")] Spurious10033,

    /// <summary>A valid media URL is said not to be reachable.</summary>
    [JsonStringEnumMemberName("spurious-9004")] Spurious9004,

    /// <summary>At creation: the container never finishes. At a status call: it, or the video, says so this time.</summary>
    [JsonStringEnumMemberName("stuck-in-progress")] StuckInProgress,

    /// <summary>The container ends in ERROR with 2207082.</summary>
    [JsonStringEnumMemberName("processing-error")] ProcessingError,

    /// <summary>Code 190 with subcode (463, 460, 458 …); Google's way at Google.</summary>
    [JsonStringEnumMemberName("token-expired")] TokenExpired,

    /// <summary>The upload session is gone from now on.</summary>
    [JsonStringEnumMemberName("session-404")] Session404,

    /// <summary>Less of a chunk is kept than was sent, and the answer says so.</summary>
    [JsonStringEnumMemberName("short-308")] Short308,

    /// <summary>The connection is reset when half of a file's piece has arrived; that half is kept.</summary>
    [JsonStringEnumMemberName("reset-mid-body")] ResetMidBody,

    /// <summary>The project's quota of the day, or the account's of posts, is said to be used up.</summary>
    [JsonStringEnumMemberName("quota-exhausted")] QuotaExhausted,

    /// <summary>Lists do not show yet what is younger than delay_ms.</summary>
    [JsonStringEnumMemberName("listing-lag")] ListingLag,

    /// <summary>It happens, and the answer says that the fields of a new comment cannot be returned (20/1772107), as Instagram does.</summary>
    [JsonStringEnumMemberName("commit-then-20-1772107")] CommitThenCommentFields,

    /// <summary>This call's permission was taken back, though the token lives.</summary>
    [JsonStringEnumMemberName("scope-revoked")] ScopeRevoked,

    /// <summary>The first of the fields, or parts, asked for is said not to exist: the whole call fails.</summary>
    [JsonStringEnumMemberName("field-rejected")] FieldRejected,

    /// <summary>Another version answers than the one asked for: v{code}.0, or the next.</summary>
    [JsonStringEnumMemberName("version-mismatch")] VersionMismatch,

    /// <summary>The answer is right and says that it is text/html.</summary>
    [JsonStringEnumMemberName("wrong-content-type")] WrongContentType,

    /// <summary>The answer's id of the new post is missing, or has not come yet.</summary>
    [JsonStringEnumMemberName("post-id-missing")] PostIdMissing,

    /// <summary>The platform's clock is delay_ms ahead (behind, if negative): its Date header, and the times in what it shows.</summary>
    [JsonStringEnumMemberName("clock-skew")] ClockSkew,

    /// <summary>A list leaves out its newest entry.</summary>
    [JsonStringEnumMemberName("listing-omits")] ListingOmits,

    /// <summary>A comment that is asked for by its id does not say whether it waits for review.</summary>
    [JsonStringEnumMemberName("status-untold")] StatusUntold,

    /// <summary>A model's answer stops after code pieces, and the connection is held for delay_ms.</summary>
    [JsonStringEnumMemberName("stream-stall")] StreamStall,

    /// <summary>It ends after code pieces as if that were all.</summary>
    [JsonStringEnumMemberName("stream-cut")] StreamCut,

    /// <summary>The connection is reset after code pieces.</summary>
    [JsonStringEnumMemberName("stream-reset")] StreamReset,

    /// <summary>One line after code pieces cannot be read; what follows is right.</summary>
    [JsonStringEnumMemberName("stream-malformed")] StreamMalformed,

    /// <summary>After code pieces the stream, begun with status 200, says that the model is overloaded.</summary>
    [JsonStringEnumMemberName("stream-overloaded")] StreamOverloaded,

    /// <summary>The stream does not say what it cost.</summary>
    [JsonStringEnumMemberName("usage-missing")] UsageMissing,

    /// <summary>It says that it cost nothing.</summary>
    [JsonStringEnumMemberName("usage-zero")] UsageZero,

    /// <summary>There is no such model, or not for this key.</summary>
    [JsonStringEnumMemberName("model-missing")] ModelMissing,

    /// <summary>What was asked is longer than the model can read.</summary>
    [JsonStringEnumMemberName("prompt-too-long")] PromptTooLong,
}
