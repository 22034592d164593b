using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.State;

/// <summary>Where a comment below a video stands. https://developers.google.com/youtube/v3/docs/comments#snippet.moderationStatus</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Moderation>))]
public enum Moderation
{
    [JsonStringEnumMemberName("published")] Published,
    [JsonStringEnumMemberName("heldForReview")] HeldForReview,
    [JsonStringEnumMemberName("likelySpam")] LikelySpam,
    [JsonStringEnumMemberName("rejected")] Rejected,
}
