using System.Text.Json.Serialization;

namespace SnsOps.Shared.Messages;

/// <summary>The body of every message: the ids of rows to look at. Losing one costs time, never work.</summary>
/// <param name="Ids">Row ids; the kind in the header says of which table.</param>
public sealed record Nudge(IReadOnlyList<Guid> Ids);

/// <summary>Source-generated JSON of the messages.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip)]
[JsonSerializable(typeof(Nudge))]
public sealed partial class MessageJson : JsonSerializerContext;
