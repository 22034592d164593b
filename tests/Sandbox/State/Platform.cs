using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.State;

/// <summary>The platforms this sandbox plays.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Platform>))]
public enum Platform
{
    [JsonStringEnumMemberName("instagram")] Instagram,
    [JsonStringEnumMemberName("facebook")] Facebook,
    [JsonStringEnumMemberName("youtube")] YouTube,
}
