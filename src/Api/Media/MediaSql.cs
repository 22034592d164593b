using Dapper;
using Npgsql;
using SnsOps.Api.Database;

namespace SnsOps.Api.Media;

/// <summary>Which client has which file.</summary>
internal sealed class MediaSql(NpgsqlDataSource database)
{
    /// <summary>Notes a stored file; the same bytes twice are one row, which keeps its first name and learns what was not yet read of files when they came first.</summary>
    public async Task<(MediaView Media, bool IsNew)> InsertAsync(Guid clientId, byte[] sha256, long bytes, MediaFacts facts, string? fileName, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        var row = await database.ChangeAsync(connection => connection.QuerySingleAsync<MediaView>(new CommandDefinition("""
            insert into media_assets (id, client_id, sha256, bytes, type, width, height, duration_ms, video_codec, moov_first, frames_per_second, audio_codec, jpeg_kind, file_name)
            values (@id, @clientId, @sha256, @bytes, @Type, @Width, @Height, @DurationMs, @VideoCodec, @MoovFirst, @FramesPerSecond, @AudioCodec, @JpegKind, @fileName)
            on conflict on constraint media_once_per_client do update
               set frames_per_second = excluded.frames_per_second, audio_codec = excluded.audio_codec, jpeg_kind = excluded.jpeg_kind,
                   file_name = coalesce(media_assets.file_name, excluded.file_name)
            returning id, client_id, encode(sha256, 'hex') as sha256, type, width, height, duration_ms, bytes, file_name
            """, new { id, clientId, sha256, bytes, facts.Type, facts.Width, facts.Height, facts.DurationMs, facts.VideoCodec, facts.MoovFirst, facts.FramesPerSecond, facts.AudioCodec, facts.JpegKind, fileName }, cancellationToken: ct)), ct);
        return (row, row.Id == id);
    }
}
