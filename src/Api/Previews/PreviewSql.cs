using Dapper;
using Npgsql;
using SnsOps.Api.Contents;
using SnsOps.Shared.Storage;

namespace SnsOps.Api.Previews;

/// <summary>Reads the accounts and files a preview names, as far as they are the client's.</summary>
internal sealed class PreviewSql(NpgsqlDataSource database, MediaStore store, TimeProvider clock)
{
    private static readonly TimeSpan LinkLife = TimeSpan.FromHours(1);

    public async Task<(IReadOnlyList<PreviewAccount> Accounts, IReadOnlyList<PreviewFile> Files)> ReadAsync(Guid clientId, Guid[] accountIds, Guid[] mediaIds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition("""
            select id, platform::text as platform, platform_account_id, name from platform_accounts where client_id = @clientId and id = any(@accountIds) order by platform, name, id;
            select m.id, m.sha256, m.type, m.bytes, m.width, m.height, m.duration_ms, m.video_codec, m.moov_first, m.frames_per_second, m.audio_codec, m.jpeg_kind, m.file_name
              from unnest(@mediaIds) with ordinality as w (id, place) join media_assets m on m.id = w.id and m.client_id = @clientId order by w.place
            """, new { clientId, accountIds, mediaIds }, cancellationToken: ct));
        return ((await sets.ReadAsync<PreviewAccount>()).AsList(), (await sets.ReadAsync<PreviewFile>()).AsList());
    }

    /// <summary>Where a platform would get it.</summary>
    public string Link(PreviewFile file) => store.Link(file.Sha256, file.Type, clock.GetUtcNow() + LinkLife);

    public PreviewMedia View(PreviewFile file) =>
        new(file.Id, file.Type, file.Width, file.Height, file.DurationMs, file.Bytes, store.OwnLink(file.Sha256, file.Type, clock.GetUtcNow() + LinkLife));
}

internal sealed record PreviewAccount(Guid Id, string Platform, string PlatformAccountId, string Name);

internal sealed record PreviewFile(
    Guid Id, byte[] Sha256, string Type, long Bytes, int? Width, int? Height, int? DurationMs, string? VideoCodec, bool? MoovFirst,
    double? FramesPerSecond, string? AudioCodec, string? JpegKind, string? FileName)
{
    public bool IsVideo => Type.StartsWith("video/", StringComparison.Ordinal);

    public RuleMedia ToRule(int position) =>
        new(position, Convert.ToHexStringLower(Sha256), Type, Bytes, Width, Height, DurationMs, VideoCodec, MoovFirst, FramesPerSecond, AudioCodec, JpegKind, FileName);
}
