using System.Net.Http.Json;
using System.Text.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>A channel of a client, and videos scheduled on it.</summary>
internal sealed class YouTubeStage
{
    public const int Megabyte = 1024 * 1024;

    public const string Words = "가을 신메뉴 세 가지를 소개합니다 🍂\n매장에서 만나요.";

    /// <summary>Quick enough for a test, a chunk at a time.</summary>
    public static readonly string[] Quick = ["--Google:ChunkMegabytes=1", "--Google:TimeoutSeconds=2", "--Google:ChunkTimeoutSeconds=2", "--Publishing:DeadlineSeconds=3"];

    private YouTubeStage(PublishingFixture fixture, Guid client, Guid account, string channel) => (Fixture, Client, Account, Channel) = (fixture, client, account, channel);

    public PublishingFixture Fixture { get; }

    public Guid Client { get; }

    public Guid Account { get; }

    public string Channel { get; }

    public static async Task<YouTubeStage> SetAsync(PublishingFixture fixture)
    {
        var (client, account, channel) = await fixture.AccountAsync("youtube");
        return new YouTubeStage(fixture, client, account, channel);
    }

    /// <summary>A video, scheduled. Claimed only once it says all it shall say.</summary>
    public async Task<Guid> ScheduleAsync(StoredMedia[] media, double inSeconds, object? variant = null, string format = "youtube_video", string words = Words, string? firstComment = null)
    {
        var publication = await Fixture.Agency.PublicationAsync(Client, Account, format, words, inSeconds, state: "scheduled", firstComment: firstComment, media: media);
        await Fixture.Database.ExecuteAsync($"""
            update contents set variants = jsonb_build_object('youtube', @variant::jsonb) where id = (select content_id from publications where id = @publication);
            {Agency.Sealed}
            update publications set state = 'due', due_since = '-infinity' where id = @publication
            """, new { publication, variant = JsonSerializer.Serialize(variant ?? new { }) });
        return publication;
    }

    /// <summary>Somebody makes a video private.</summary>
    public Task HideAsync(string id) =>
        Fixture.Sandbox.CallYouTubeAsync(HttpMethod.Put, "/youtube/v3/videos?part=status", Channel, JsonContent.Create(new { id, status = new { privacyStatus = "private" } }));

    /// <summary>Somebody uploads a private video in the studio.</summary>
    public async Task UploadByHandAsync(string title)
    {
        using var body = new MultipartContent("related")
        {
            JsonContent.Create(new { snippet = new { title }, status = new { privacyStatus = "private" } }), new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("video/mp4") } },
        };
        await Fixture.Sandbox.CallYouTubeAsync(HttpMethod.Post, "/upload/youtube/v3/videos?uploadType=multipart&part=snippet,status", Channel, body);
    }

    /// <summary>The uploads that became a video.</summary>
    public async Task<IReadOnlyList<ChannelUpload>> VideosAsync() => [.. (await Fixture.Sandbox.UploadsAsync(Channel)).Where(u => u.VideoId is not null)];

    /// <summary>What is shown to others.</summary>
    public Task<IReadOnlyList<Effect>> ShownAsync() => Fixture.Sandbox.EffectsAsync("youtube", Channel);

    public Task<T?> OfAsync<T>(Guid publication, string column) => Fixture.Database.ScalarAsync<T>($"select {column} from publications where id = @publication", new { publication });

    public Task UntilUploadedAsync(Guid publication) =>
        Fixture.Database.UntilAsync("the video is uploaded", "select handle is not null from publications where id = @publication", new { publication });
}
