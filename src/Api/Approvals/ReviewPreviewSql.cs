using Npgsql;
using SnsOps.Api.Contents;
using SnsOps.Shared.Storage;

namespace SnsOps.Api.Approvals;

/// <summary>A content as it will be posted: the same reading of it that is scheduled and sent.</summary>
internal sealed class ReviewPreviewSql(NpgsqlDataSource database, MediaStore media, TimeProvider clock)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(1);

    /// <summary>Of a content that the caller is known to see.</summary>
    public async Task<IReadOnlyList<PostPreview>> PostsAsync(Guid contentId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var planned = await PlannedPosts.ReadAsync(connection, null, contentId, ct);
        PreviewFile[] files =
        [
            .. planned.Media.Select(m => new PreviewFile(media.OwnLink(Convert.FromHexString(m.Sha256), m.Type, clock.GetUtcNow() + LinkLife), m.Type, m.Width, m.Height, m.DurationMs)),
        ];
        return
        [
            .. planned.Posts.Select(p => new PostPreview(p.AccountId, p.Platform, p.AccountName, p.Format, p.Title, p.Text, p.Format == "facebook_text" ? planned.Link : null, p.Tags, p.FirstComment, files, p.Broken)),
        ];
    }
}
