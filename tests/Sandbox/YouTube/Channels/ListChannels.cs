using System.Globalization;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.YouTube.Channels;

/// <summary>GET /youtube/v3/channels?mine=true or ?id=. Numbers are strings. https://developers.google.com/youtube/v3/docs/channels/list</summary>
internal static class ListChannels
{
    /// <summary>The playlist of all that was uploaded to a channel.</summary>
    public static string UploadsOf(Account channel) => "UU" + (channel.Id.StartsWith("UC", StringComparison.Ordinal) ? channel.Id[2..] : channel.Id);

    public static YouTubeReply Answer(YouTubeCall call)
    {
        var parts = call.Parts;
        Account[] channels = call["mine"] == "true" ? [call.Channel]
            : call["id"] is { } ids ? [.. ids.Split(',').Select(id => call.World.Accounts.GetValueOrDefault(id)).OfType<Account>().Where(a => a.Platform == Platform.YouTube)]
            : throw YouTubeErrors.MissingParameter("mine").Thrown();
        return YouTubeReply.Json(json =>
        {
            json.WriteString("kind", "youtube#channelListResponse");
            json.WriteStartObject("pageInfo");
            json.WriteNumber("totalResults", channels.Length);
            json.WriteNumber("resultsPerPage", 5);
            json.WriteEndObject();
            json.WriteStartArray("items");
            foreach (var channel in channels)
                Write(json, channel, parts, call);
            json.WriteEndArray();
        });
    }

    private static void Write(System.Text.Json.Utf8JsonWriter json, Account channel, HashSet<string> parts, YouTubeCall call)
    {
        json.WriteStartObject();
        json.WriteString("kind", "youtube#channel");
        json.WriteString("id", channel.Id);
        if (parts.Contains("snippet"))
        {
            json.WriteStartObject("snippet");
            json.WriteString("title", channel.Name);
            json.WriteString("customUrl", "@" + channel.Username);
            json.WriteString("publishedAt", VideoWriter.Time(DateTimeOffset.UnixEpoch.AddYears(50)));
            json.WriteEndObject();
        }

        if (parts.Contains("contentDetails"))
        {
            json.WriteStartObject("contentDetails");
            json.WriteStartObject("relatedPlaylists");
            json.WriteString("likes", "");
            json.WriteString("uploads", UploadsOf(channel));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (parts.Contains("statistics"))
        {
            json.WriteStartObject("statistics");
            json.WriteString("viewCount", call.Figures.Steady(channel, "viewCount", call.Now).ToString(CultureInfo.InvariantCulture));
            var subscribers = call.Figures.Given(channel, "subscriberCount", channel.Followers);
            if (subscribers is not null)
                json.WriteString("subscriberCount", Rounded(subscribers.Value).ToString(CultureInfo.InvariantCulture));
            json.WriteBoolean("hiddenSubscriberCount", subscribers is null);
            json.WriteString("videoCount", channel.Videos.Take(new PageQuery(int.MaxValue, NewestFirst: true)).Items.Count(v => !v.Status.IsPrivate).ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Subscribers are told in three digits.</summary>
    private static long Rounded(long count)
    {
        long step = 1;
        while (count / step >= 1000)
            step *= 10;
        return count / step * step;
    }
}
