using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.State;

/// <summary>The platforms this sandbox plays.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Platform>))]
public enum Platform
{
    [JsonStringEnumMemberName("instagram")] Instagram,
    [JsonStringEnumMemberName("facebook")] Facebook,
    [JsonStringEnumMemberName("youtube")] YouTube,

    /// <summary>Not a platform of accounts: somebody on Facebook who has a role on pages and signs in for them.</summary>
    [JsonStringEnumMemberName("person")] Person,
}
