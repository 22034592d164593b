using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>What goes wrong on our own side before anything is sent is an outcome like any other: it waits, is told, and is not repeated at once.</summary>
public sealed class FaultyRunTests
{
    [Theory]
    [InlineData("facebook_reel")]
    [InlineData("facebook_video")]
    public async Task A_file_the_storage_does_not_give_is_told_and_waited_for(string format)
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var (_, publication, media, page) = await FormatTests.PublishAsync(fixture, format, "v", inSeconds: 100);
        Remove(fixture, media[0]);

        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "retrying");

        Assert.Equal("media_unreadable 0", await fixture.Database.ScalarAsync<string>("select concat_ws(' ', error_code, retry_count) from publications where id = @publication", new { publication }));
        Assert.Contains("1번째 파일", await fixture.Database.ScalarAsync<string>("select error from publishing_logs where subject_id = @publication", new { publication }), StringComparison.Ordinal);
        Assert.Empty(await fixture.Sandbox.EffectsAsync("facebook", page));
    }

    [Fact]
    public async Task A_thumbnail_the_storage_does_not_give_stops_nothing_and_is_told()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        var picture = await fixture.Media.StoredPictureAsync("사라진 섬네일");
        Remove(fixture, picture);

        await fixture.StartProcessAsync();
        var publication = await stage.ScheduleAsync([picture, await fixture.Media.VideoAsync()], 1);
        await fixture.UntilAsync(publication, "published");

        Assert.Null(Assert.Single(await stage.VideosAsync()).ThumbnailSha256);
        Assert.True(await fixture.Database.ScalarAsync<int>("select count(*)::int from notifications where kind = 'publication.thumbnail' and message like '%저장소%'") > 0);
    }

    [Fact]
    public async Task A_run_that_fails_unexpectedly_leaves_its_trace_and_waits()
    {
        await using var fixture = await PublishingFixture.PrepareAsync();
        var stage = await YouTubeStage.SetAsync(fixture);
        var publication = await stage.ScheduleAsync([await fixture.Media.VideoAsync()], 100);
        await fixture.Database.ExecuteAsync("""
            insert into publication_parts (client_id, publication_id, position, media_sha256, handle, created_at)
            select p.client_id, p.id, 0, m.sha256, 'lost:읽을 수 없는 표시', snsops.now()
              from publications p join content_media cm on cm.content_id = p.content_id join media_assets m on m.id = cm.media_id where p.id = @publication
            """, new { publication });

        await fixture.StartProcessAsync();
        await fixture.UntilAsync(publication, "retrying");

        Assert.Equal("internal 0 1", await fixture.Database.ScalarAsync<string>("select concat_ws(' ', error_code, retry_count, epoch) from publications where id = @publication", new { publication }));
        Assert.Equal("prepare try_later internal", await fixture.Database.ScalarAsync<string>("select concat_ws(' ', step, status, error_code) from publishing_logs where subject_id = @publication", new { publication }));
        Assert.True(await fixture.Database.ScalarAsync<bool>("select due_since > (select max(closed_at) from publishing_logs where subject_id = p.id) + interval '29 seconds' from publications p where id = @publication", new { publication }));
    }

    private static void Remove(PublishingFixture fixture, StoredMedia file) => File.Delete(Path.Combine(fixture.Media.Options.Folder, file.Hex[..2], file.Hex));
}
