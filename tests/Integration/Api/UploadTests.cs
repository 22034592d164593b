using System.Net.Http.Json;

namespace SnsOps.Integration.Api;

/// <summary>An upload that broke off and could be several videos: a person settles it.</summary>
public sealed class UploadTests(ApiServer api) : IClassFixture<ApiServer>
{
    private const string Link = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";

    [Theory]
    [InlineData(true, Link, "고른 영상: dQw4w9WgXcQ")]
    [InlineData(false, null, "새로 업로드")]
    public async Task What_a_person_says_is_sent_again_and_stands_in_the_story(bool found, string? video_url, string note)
    {
        var team = await api.TeamAsync();
        var publication = await team.PublicationAsync(TimeSpan.FromMinutes(-5));
        await api.FailAsync(publication, "upload_ambiguous");

        var story = await team.Operator.PostAsync($"/v1/publications/{publication}/upload", new { found, video_url });

        Assert.Equal("due", (string?)story["publication"]!["state"]);
        Assert.Equal(note, (string?)story["timeline"]!.AsArray().Last(line => (string?)line!["kind"] == "retried")!["text"]);
        Assert.Equal("publication.under_way", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/upload", new { found, video_url }, 409));
    }

    [Theory]
    [InlineData("upload_ambiguous", true, null, "request.invalid", 400)]
    [InlineData("upload_ambiguous", false, Link, "request.invalid", 400)]
    [InlineData("upload_ambiguous", true, "https://example.com/watch?v=dQw4w9WgXcQ", "publication.link_elsewhere", 422)]
    [InlineData("upload_ambiguous", true, "https://www.youtube.com/@onki-cafe", "publication.link_elsewhere", 422)]
    [InlineData("video_failed", true, Link, "publication.upload_known", 409)]
    public async Task Only_an_upload_that_is_asked_about_is_settled_by_the_address_of_a_video(string cause, bool found, string? video_url, string code, int status)
    {
        var team = await api.SharedTeamAsync();
        var publication = await team.PublicationAsync();
        await api.FailAsync(publication, cause);

        Assert.Equal(code, await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/upload", new { found, video_url }, status));
    }

    [Fact]
    public async Task Another_publications_video_is_not_taken()
    {
        var team = await api.TeamAsync();
        var (content, publication) = (await team.ApprovedAsync(), await team.PublicationAsync(TimeSpan.FromMinutes(-5)));
        var other = await team.PublicationAsync(TimeSpan.FromMinutes(-4), content);
        await api.FailAsync(publication, "upload_ambiguous");
        await api.Database.ExecuteAsync("update publications set handle = 'dQw4w9WgXcQ', account_id = (select account_id from publications where id = @publication) where id = @other", new { publication, other });

        Assert.Equal("publication.video_taken", await team.Operator.RefusedAsync(HttpMethod.Post, $"/v1/publications/{publication}/upload", new { found = true, video_url = Link }, 409));
        Assert.Equal("failed", (string?)(await team.StoryAsync(publication))["publication"]!["state"]);
    }

    [Fact]
    public async Task Of_two_that_are_given_one_video_at_once_one_gets_it()
    {
        var team = await api.TeamAsync();
        var publications = new[] { await team.PublicationAsync(TimeSpan.FromMinutes(-5)), await team.PublicationAsync(TimeSpan.FromMinutes(-4)) };
        foreach (var publication in publications)
            await api.FailAsync(publication, "upload_ambiguous");
        await api.Database.ExecuteAsync("""
            insert into media_assets (id, client_id, sha256, bytes, type, width, height, duration_ms) values (gen_random_uuid(), @Client, sha256('영상'::bytea), 100, 'video/mp4', 1080, 1920, 8000);
            insert into publication_parts (client_id, publication_id, position, media_sha256, handle, created_at)
            select @Client, p, 0, sha256('영상'::bytea), '끊긴 업로드', snsops.now() from unnest(@publications) p
            """, new { team.Client, publications });

        await using var connection = await api.Database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Dapper.SqlMapper.ExecuteAsync(connection, "lock table publication_parts in share mode", transaction: transaction);        // may be looked at, not written
        var settling = publications.Select(async publication =>
        {
            using var answer = await team.Operator.Http.PostAsJsonAsync($"/v1/publications/{publication}/upload", new { found = true, video_url = Link });
            return (int)answer.StatusCode;
        }).ToArray();
        await api.Database.UntilAsync("both wait", "select count(*) = 2 from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())");
        await transaction.CommitAsync();

        Assert.Equal([200, 409], (await Task.WhenAll(settling)).Order());
    }
}
