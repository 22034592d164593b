using System.Text.Json;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Facebook;

/// <summary>The photos a post shows: attached_media=[{"media_fbid":"…"}], or one parameter attached_media[n] each.
/// https://developers.facebook.com/docs/graph-api/reference/page/photos</summary>
internal static class AttachedMedia
{
    public static List<string> Read(GraphParameters parameters)
    {
        var ids = new List<string>();
        try
        {
            if (parameters["attached_media"] is { Length: > 0 } list)
                ids.AddRange(JsonDocument.Parse(list).RootElement.EnumerateArray().Select(Id));
            for (var i = 0; parameters[$"attached_media[{i}]"] is { Length: > 0 } one; i++)
                ids.Add(Id(JsonDocument.Parse(one).RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw GraphErrors.BadParameter("Param attached_media must be an array of objects with media_fbid").Thrown();
        }
        return ids;
    }

    /// <summary>A photo of the page that nobody has seen yet. Under the page's gate.</summary>
    public static Photo Unseen(World world, Account page, string id)
    {
        if (world.Find(id) is not Photo photo || photo.Owner != page)
            throw GraphErrors.BadParameter($"Object with ID '{id}' is not a photo of this page").Thrown();
        if (photo.Post.Created.Published || photo.ShownIn is not null)
            throw new GraphError(100, "Invalid parameter") { Subcode = 1366051, UserTitle = "Already posted", UserMessage = "These photos were already posted." }.Thrown();
        return photo;
    }

    private static string Id(JsonElement item) => item.GetProperty("media_fbid") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : item.GetProperty("media_fbid").GetRawText();
}
