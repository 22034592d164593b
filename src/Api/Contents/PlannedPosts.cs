using System.Text.Json;
using Dapper;
using Npgsql;

namespace SnsOps.Api.Contents;

/// <summary>What a content becomes on each of its accounts: read as a worker reads it when it claims, and held to the platforms' rules.</summary>
/// <param name="Link">It is shown where a post takes one.</param>
/// <param name="Media">Its files, in order.</param>
/// <param name="Posts">By account.</param>
internal sealed record PlannedPosts(string? Link, IReadOnlyList<RuleMedia> Media, IReadOnlyList<PlannedPost> Posts)
{
    public static async Task<PlannedPosts> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid contentId, CancellationToken ct)
    {
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition("""
            select link from contents where id = @contentId;
            select cm.position, encode(m.sha256, 'hex') as sha256, m.type, m.bytes, m.width, m.height, m.duration_ms, m.video_codec, m.moov_first,
                   m.frames_per_second, m.audio_codec, m.jpeg_kind, m.file_name
              from content_media cm join media_assets m on m.id = cm.media_id where cm.content_id = @contentId order by cm.position;
            select a.id, a.platform::text as platform, a.name, a.state::text as state,
                   coalesce(c.variants -> a.platform::text ->> 'body', c.body) as text, c.variants -> a.platform::text ->> 'format' as format,
                   nullif(btrim(coalesce(c.variants -> a.platform::text ->> 'first_comment', c.first_comment), E' \n\r\t'), '') as first_comment,
                   case when a.platform = 'youtube' then coalesce(nullif(btrim(c.variants -> 'youtube' ->> 'title'), ''), c.title) end as title,
                   (c.variants -> a.platform::text -> 'tags')::text as tags
              from content_targets t join platform_accounts a on a.id = t.account_id join contents c on c.id = t.content_id where t.content_id = @contentId order by a.id
            """, new { contentId }, transaction, cancellationToken: ct));
        var link = await sets.ReadSingleAsync<string?>();
        var media = (await sets.ReadAsync<RuleMedia>()).AsList();
        return new PlannedPosts(link, media, (await sets.ReadAsync<Row>()).AsList().ConvertAll(row => Post(row, link, media)));
    }

    private static PlannedPost Post(Row row, string? link, IReadOnlyList<RuleMedia> media)
    {
        string[] tags = [.. (JsonSerializer.Deserialize<string?[]>(row.Tags ?? "null") ?? []).Select(tag => tag ?? "")];
        var (format, broken) = PlatformRules.Check(row.Platform, row.Format, row.Text, link, media, row.FirstComment, new VideoLabels(row.Title, tags));
        return new PlannedPost(row.Id, row.Platform, row.Name, row.Text, format ?? row.Format, row.State == "disabled" ? ["사용 중지된 계정입니다 | the account is disabled"] : broken, row.FirstComment, row.Title, tags);
    }

    private sealed record Row(Guid Id, string Platform, string Name, string State, string Text, string? Format, string? FirstComment, string? Title, string? Tags);
}

/// <summary>A content on one account.</summary>
/// <param name="AccountId">Where it goes.</param>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="AccountName">As people know it.</param>
/// <param name="Text">What it says there.</param>
/// <param name="Format">Null: no format fits, see <paramref name="Broken"/>.</param>
/// <param name="Broken">The rules it breaks, each in Korean and English.</param>
/// <param name="FirstComment">What is said below it once it is out.</param>
/// <param name="Title">Of a video.</param>
/// <param name="Tags">Of a video.</param>
internal sealed record PlannedPost(
    Guid AccountId, string Platform, string AccountName, string Text, string? Format, IReadOnlyList<string> Broken, string? FirstComment, string? Title, IReadOnlyList<string> Tags);
