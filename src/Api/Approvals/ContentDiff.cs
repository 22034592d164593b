using System.Text.Json.Nodes;

namespace SnsOps.Api.Approvals;

/// <summary>Two snapshots of a content compared, field by field.</summary>
internal static class ContentDiff
{
    private static readonly string[] Texts = ["title", "body", "link", "first_comment"];

    /// <summary>What is different; without <paramref name="then"/> all of it is new.</summary>
    public static ContentDiffView Between(Guid contentId, int version, JsonObject now, ReviewEntry? since, JsonObject? then)
    {
        var fields = Texts.Select(name => Field(name, Text(then?[name]), Text(now[name])))
            .Concat(Variants(then?["variants"]?.AsObject() ?? [], now["variants"]!.AsObject()))
            .OfType<FieldDiff>().ToList();
        var (plannedThen, plannedNow) = (Time(then), Time(now));
        return new ContentDiffView(contentId, version, since, fields, Files(then, now), Accounts(then, now), plannedThen == plannedNow ? null : new TimeDiff(plannedThen, plannedNow));
    }

    private static IEnumerable<FieldDiff?> Variants(JsonObject then, JsonObject now) =>
        from platform in then.Select(v => v.Key).Union(now.Select(v => v.Key)).Order()
        let before = then[platform] as JsonObject ?? []
        let after = now[platform] as JsonObject ?? []
        from name in before.Select(v => v.Key).Union(after.Select(v => v.Key))
        select Field($"variants.{platform}.{name}", Text(before[name]), Text(after[name]));

    private static FieldDiff? Field(string name, string? before, string? after) =>
        before == after ? null : new FieldDiff(name, before, after, TextDiff.Between(before ?? "", after ?? ""));

    private static FilesDiff? Files(JsonObject? then, JsonObject now)
    {
        var (before, after) = (Hashes(then), Hashes(now));
        return before.SequenceEqual(after) ? null
            : new FilesDiff([.. after.Except(before)], [.. before.Except(after)], before.Order().SequenceEqual(after.Order()));
    }

    private static AccountsDiff? Accounts(JsonObject? then, JsonObject now)
    {
        var (before, after) = (ById(then), ById(now));
        return before.Keys.Order().SequenceEqual(after.Keys.Order()) ? null
            : new AccountsDiff([.. after.Where(a => !before.ContainsKey(a.Key)).Select(a => a.Value.DeepClone())], [.. before.Where(a => !after.ContainsKey(a.Key)).Select(a => a.Value.DeepClone())]);
    }

    private static Dictionary<string, JsonNode> ById(JsonObject? content) => (content?["accounts"]?.AsArray() ?? []).ToDictionary(a => (string)a!["id"]!, a => a!);

    private static List<string> Hashes(JsonObject? content) => [.. (content?["media"]?.AsArray() ?? []).Select(m => (string)m!["sha256"]!)];

    private static DateTimeOffset? Time(JsonObject? content) => content?["planned_at"] is { } at ? (DateTimeOffset)at : null;

    private static string? Text(JsonNode? value) => value switch
    {
        null => null,
        JsonValue text when text.TryGetValue<string>(out var words) => words,
        JsonArray list => string.Join(", ", list.Select(Text)),
        _ => value.ToJsonString(Shared.Live.LiveEvents.Plain),
    };
}
