using System.Text.Json;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.ReceiveWebhooks;

/// <summary>Reads what Meta sends of comments, in both its shapes. https://developers.facebook.com/docs/graph-api/webhooks</summary>
/// <remarks>Fields may stand in `changes` or on the entry itself. What is about no comment with a text or an end is counted and left.</remarks>
internal static class MetaEvents
{
    private const long Milliseconds = 100_000_000_000;

    /// <summary>The delivery's comments by account and second, oldest first; one comment stands once in each.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static MetaDelivery Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var platform = MetaJson.Text(document.RootElement, "object") switch { "instagram" => "instagram", "page" => "facebook", _ => null };
        var groups = new List<AccountEvents>();
        var (changes, left) = (0, 0);
        foreach (var entry in GoogleJson.List(document.RootElement, "entry"))
        {
            var at = Second(MetaJson.Number(entry, "time"));
            AccountEvents? group = null;
            foreach (var change in entry.TryGetProperty("changes", out _) ? GoogleJson.List(entry, "changes") : [entry])
            {
                changes++;
                var comment = platform is null || MetaJson.Text(entry, "id") is not { Length: > 0 } ? null : Comment(platform, change, at);
                if (comment is null)
                {
                    left++;
                    continue;
                }

                if (group is null || group.Comments.Exists(c => c.Id == comment.Id))
                    groups.Add(group = new AccountEvents(platform!, MetaJson.Text(entry, "id")!, at, []));
                group.Comments.Add(comment);
            }
        }

        return new MetaDelivery([.. groups.OrderBy(g => g.At)], changes, left);
    }

    private static InboxComment? Comment(string platform, JsonElement change, DateTimeOffset at)
    {
        var value = GoogleJson.Member(change, "value");
        return (platform, MetaJson.Text(change, "field")) switch
        {
            ("instagram", "comments" or "live_comments") => OnInstagram(value, at),
            ("facebook", "feed") when MetaJson.Text(value, "item") == "comment" => OnPage(value, at),
            _ => null,
        };
    }

    /// <summary>Instagram tells of new comments alone, and not when they were written: the event's own time is near it.</summary>
    private static InboxComment? OnInstagram(JsonElement value, DateTimeOffset at) =>
        MetaJson.Text(value, "id") is { Length: > 0 } id && MetaJson.Text(value, "media", "id") is { Length: > 0 } media
            ? new InboxComment(id, media, MetaJson.Text(value, "parent_id"), MetaJson.Text(value, "from", "username") ?? "", MetaJson.Text(value, "from", "id"), MetaJson.Text(value, "text") ?? "", at)
            : null;

    private static InboxComment? OnPage(JsonElement value, DateTimeOffset at)
    {
        if (MetaJson.Text(value, "comment_id") is not { Length: > 0 } id || MetaJson.Text(value, "post_id") is not { Length: > 0 } post)
            return null;
        var parent = MetaJson.Text(value, "parent_id") is { Length: > 0 } above && above != post ? above : null;
        var bare = new InboxComment(id, post, parent, MetaJson.Text(value, "from", "name") ?? "", MetaJson.Text(value, "from", "id"), null, MetaJson.Number(value, "created_time") is { } created ? Second(created) : at);
        return MetaJson.Text(value, "verb") switch
        {
            "add" or "edited" or "edit" => bare with { Message = MetaJson.Text(value, "message") ?? "" },
            "remove" => CommentStore.Gone(id, post) with { ParentId = parent },
            "hide" => bare with { SeenAs = Sight.Hidden },
            "unhide" => bare with { SeenAs = Sight.Shown },
            _ => null,
        };
    }

    /// <summary>Seconds since 1970; some entries count milliseconds.</summary>
    private static DateTimeOffset Second(long? time) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(time switch { null => 0, > Milliseconds => time.Value / 1000, _ => time.Value }, 0, 253_402_300_799));
}

/// <summary>What a delivery holds.</summary>
/// <param name="Events">Of comments, by account and second.</param>
/// <param name="Changes">All changes in it.</param>
/// <param name="Left">Those that are about no comment.</param>
internal sealed record MetaDelivery(IReadOnlyList<AccountEvents> Events, int Changes, int Left);

/// <summary>What happened to comments of one account within a second.</summary>
internal sealed record AccountEvents(string Platform, string PlatformAccountId, DateTimeOffset At, List<InboxComment> Comments);
