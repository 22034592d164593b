using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Storage;

namespace SnsOps.Integration.Api;

/// <summary>Images in by their bytes, out by signed link.</summary>
public sealed class MediaTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task An_image_is_stored_once_with_the_size_its_header_says()
    {
        var team = await api.TeamAsync();
        var jpeg = await Pictures.UploadAsync(team, Pictures.Jpeg(1080, 1350), "image/jpeg");
        Assert.Equal(("image/jpeg", 1080, 1350), ((string)jpeg["type"]!, (int)jpeg["width"]!, (int)jpeg["height"]!));
        var again = await Pictures.UploadAsync(team, Pictures.Jpeg(1080, 1350), "image/jpeg", 200);
        Assert.Equal((Guid)jpeg["id"]!, (Guid)again["id"]!);
        var png = await Pictures.UploadAsync(team, Pictures.Png(640, 480), "image/png");
        Assert.Equal((640, 480), ((int)png["width"]!, (int)png["height"]!));
    }

    [Fact]
    public async Task A_file_keeps_the_name_it_first_came_with()
    {
        var team = await api.TeamAsync();
        var bytes = Pictures.Jpeg(820, 820);
        Assert.Null((string?)(await Pictures.UploadAsync(team, bytes, "image/jpeg"))["file_name"]);
        var named = await Pictures.UploadAsync(team, bytes, "image/jpeg", 200, "../가을 메뉴 | 최종.jpg");
        Assert.Equal("가을 메뉴  최종.jpg", (string?)named["file_name"]);
        Assert.Equal("가을 메뉴  최종.jpg", (string?)(await Pictures.UploadAsync(team, bytes, "image/jpeg", 200, "다른 이름.jpg"))["file_name"]);

        var content = await team.DraftAsync([(Guid)named["id"]!]);
        Assert.Equal("가을 메뉴  최종.jpg", (string?)(await team.Operator.GetAsync($"/v1/contents/{content}"))["media"]![0]!["file_name"]);
    }

    [Fact]
    public async Task What_is_no_image_or_another_one_than_it_says_is_refused_with_the_reason()
    {
        var team = await api.TeamAsync();
        async Task<string?> CodeAsync(byte[] bytes, string? type, int status) => (string?)(await Pictures.UploadAsync(team, bytes, type, status))["code"];
        Assert.Equal("media.not_an_image", await CodeAsync("<html>사진이 아닙니다</html>"u8.ToArray(), "image/jpeg", 415));
        Assert.Equal("media.not_an_image", await CodeAsync([], "image/jpeg", 415));
        Assert.Equal("media.type_mismatch", await CodeAsync(Pictures.Png(10, 10), "image/jpeg", 422));
        Assert.Equal("media.unreadable", await CodeAsync([0xFF, 0xD8, 0xFF, 0xE0, 0, 4], "image/jpeg", 422));
        Assert.Equal("request.unsupported_media_type", await CodeAsync(Pictures.Jpeg(10, 10), "image/gif", 415));
        Assert.Equal("request.unsupported_media_type", await CodeAsync(Pictures.Jpeg(10, 10), null, 415));
        Assert.Equal("media.too_large", await CodeAsync([.. Pictures.Jpeg(10, 10), .. new byte[8 * 1024 * 1024]], "image/jpeg", 413));
    }

    [Fact]
    public async Task What_instagram_does_not_take_is_told_while_it_is_written_and_is_read_of_an_older_file_when_it_comes_again()
    {
        var team = await api.TeamAsync();
        var instagram = await api.AccountAsync(team.Client, "instagram");
        var print = Pictures.Jpeg(900, 900);
        print[29] = 4;                      // components: CMYK
        var id = (Guid)(await Pictures.UploadAsync(team, print, "image/jpeg"))["id"]!;
        async Task<int> BrokenAsync() => (await team.Operator.PostAsync("/v1/contents/preview", new { client_id = team.Client, body = "", media_ids = new[] { id }, account_ids = new[] { instagram } }))
            ["items"]![0]!["broken"]!.AsArray().Count(rule => ((string)rule!["text"]!).Contains("CMYK", StringComparison.Ordinal));
        Assert.Equal(1, await BrokenAsync());

        await api.Database.ExecuteAsync("update media_assets set jpeg_kind = null where id = @id", new { id });
        Assert.Equal(0, await BrokenAsync());
        await Pictures.UploadAsync(team, print, "image/jpeg", 200);
        Assert.Equal(1, await BrokenAsync());
    }

    [Fact]
    public async Task A_signed_link_opens_the_file_and_a_changed_one_does_not()
    {
        var team = await api.TeamAsync();
        var bytes = Pictures.Jpeg(777, 777);
        var sha256 = (string)(await Pictures.UploadAsync(team, bytes, "image/jpeg"))["sha256"]!;
        var store = Store();
        var link = new Uri(store.Link(Convert.FromHexString(sha256), "image/jpeg", DateTimeOffset.UtcNow.AddMinutes(5))).PathAndQuery;
        using var http = api.Http();
        using var answer = await http.GetAsync(new Uri(link, UriKind.Relative));
        Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync());

        var ended = new Uri(store.Link(Convert.FromHexString(sha256), "image/jpeg", DateTimeOffset.UtcNow.AddMinutes(-1))).PathAndQuery;
        string[] changed =
        [
            link.Replace("image%2Fjpeg", "text%2Fhtml", StringComparison.Ordinal), link[..^1] + (link[^1] == '0' ? '1' : '0'), ended, link.Split('?')[0],
            link.Replace(sha256, "..%2F..%2Fetc%2Fpasswd", StringComparison.Ordinal), link.Replace(sha256, new string('0', 64), StringComparison.Ordinal),
        ];
        foreach (var path in changed)
        {
            using var refused = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal("media.link_invalid", (string?)(await ApiServer.JsonAsync(refused, 403))["code"]);
        }
    }

    [Fact]
    public async Task A_video_is_known_by_its_boxes_and_a_broken_or_foreign_one_is_refused()
    {
        var team = await api.TeamAsync();
        var mov = await Pictures.UploadAsync(team, Videos.Mp4(1920, 1080, 12_345, brand: "qt  "), "video/mp4");
        Assert.Equal(("video/quicktime", 1920, 1080, 12_345), ((string)mov["type"]!, (int)mov["width"]!, (int)mov["height"]!, (int)mov["duration_ms"]!));
        Assert.True(await api.Database.ScalarAsync<bool>("select video_codec = 'avc1' and moov_first from media_assets where id = @id", new { id = (Guid)mov["id"]! }));

        async Task<string?> CodeAsync(byte[] bytes, string type, int status) => (string?)(await Pictures.UploadAsync(team, bytes, type, status))["code"];
        Assert.Equal("media.not_a_video", await CodeAsync("그냥 글자뿐인 파일입니다"u8.ToArray(), "video/mp4", 415));
        Assert.Equal("media.type_mismatch", await CodeAsync(Videos.Mp4(), "image/jpeg", 422));
        Assert.Equal("media.type_mismatch", await CodeAsync(Pictures.Jpeg(10, 10), "video/mp4", 422));
        Assert.Equal("media.unreadable", await CodeAsync(Videos.Mp4()[..^100], "video/mp4", 422));
        Assert.Empty(Directory.EnumerateFiles(api.Storage.Folder));
    }

    [Fact]
    public async Task A_video_is_far_larger_than_an_image_may_be_and_is_pulled_in_pieces()
    {
        var team = await api.TeamAsync();
        var bytes = Videos.Mp4(bytes: 20 * 1024 * 1024, fill: 9);
        var sha256 = (string)(await Pictures.UploadAsync(team, bytes, "video/mp4"))["sha256"]!;
        var link = new Uri(Store().Link(Convert.FromHexString(sha256), "video/mp4", DateTimeOffset.UtcNow.AddMinutes(5))).PathAndQuery;
        using var http = api.Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new(1_000_000, 1_000_099) } };
        using var answer = await http.SendAsync(request);
        Assert.Equal(System.Net.HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(bytes[1_000_000..1_000_100], await answer.Content.ReadAsByteArrayAsync());
    }

    private MediaStore Store() => new(api.Storage, new ObjectFolder(api.Storage), TimeProvider.System);
}
