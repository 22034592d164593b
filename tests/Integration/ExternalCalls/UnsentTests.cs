using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Integration.ExternalCalls;

/// <summary>A write for which there was no connection in time was not sent; one that got no answer may have been done.</summary>
public sealed class UnsentTests : IAsyncLifetime
{
    private readonly TcpListener _platform = new(IPAddress.Loopback, 0);
    private TestDatabase _database = null!;
    private Chains _chains = null!;
    private ConnectedAccount _account = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Address => _platform.LocalEndpoint.ToString()!;

    /// <summary>A platform that takes connections and never says anything: over TLS nothing comes of them, and without TLS it takes the request.</summary>
    public async ValueTask InitializeAsync()
    {
        _platform.Start();
        _database = await TestDatabase.CreateAsync();
        _chains = await Chains.StartAsync(_database);
        _account = await new Agency(_database).ConnectedAsync("facebook", "555");
    }

    public async ValueTask DisposeAsync()
    {
        _platform.Dispose();
        await _chains.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task A_write_to_Meta_is_unsent_only_while_there_was_no_connection(string scheme, bool unsent)
    {
        using var meta = new MetaClient(new MetaOptions { BaseUrl = $"{scheme}://{Address}", AppId = "1", TimeoutSeconds = 1, UploadTimeoutSeconds = 1, UploadHost = "127.0.0.1" }, _chains.Chain, NullLogger<MetaClient>.Instance);
        var call = MetaCall.Publishing(_account, "fb.feed");

        MetaAnswer[] answers =
        [
            await meta.PostAsync("555/feed", call, [("message", "안녕하세요")], Ct),
            await meta.PostPieceAsync("555/videos", call, [("upload_phase", "transfer")], "video_file_chunk", "영상"u8.ToArray(), Ct),
            await meta.UploadAsync($"{scheme}://{Address}/video-upload/1", call, new MemoryStream("영상"u8.ToArray()), 0, 6, Ct),
        ];

        Assert.All(answers, answer => Assert.Equal(unsent, answer is MetaAnswer.NotSent { HeldBack: null }));
        Assert.All(answers, answer => Assert.Equal(!unsent, answer is MetaAnswer.Unclear));
        Assert.IsType<MetaAnswer.Unclear>(await meta.DeleteAsync("555_1", call, Ct));       // without a body there is nothing to tell by
    }

    [Fact]
    public async Task A_write_under_way_is_left_by_its_caller_with_an_exception_and_ends_with_its_client_unclear()
    {
        using var meta = new MetaClient(new MetaOptions { BaseUrl = $"http://{Address}", AppId = "1" }, _chains.Chain, NullLogger<MetaClient>.Instance);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var left = meta.PostAsync("555/feed", MetaCall.Publishing(_account, "fb.feed"), [("message", "정해진 시간까지")], deadline.Token);
        var open = meta.PostAsync("555/feed", MetaCall.Publishing(_account, "fb.feed"), [("message", "끝까지")], Ct);
        using var one = await TakeAsync();
        using var other = await TakeAsync();

        await deadline.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.False(open.IsCompleted);
        meta.Dispose();
        Assert.IsType<MetaAnswer.Unclear>(await open);
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task A_write_to_YouTube_is_unsent_only_while_there_was_no_connection(string scheme, bool unsent)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        await sandbox.AddAccountAsync("youtube", "UC-1", "1//refresh");
        var channel = _account with { Platform = "youtube", PlatformAccountId = "UC-1", Token = "1//refresh" };
        using var google = new GoogleClient(
            new GoogleOptions { ApiBaseUrl = $"{scheme}://{Address}", TokenUrl = sandbox.Url + "/token", ClientId = SandboxServer.GoogleClientId, ClientSecret = SandboxServer.GoogleClientSecret, TimeoutSeconds = 1 },
            _chains.Chain, TimeProvider.System);
        var call = GoogleCall.Publishing(channel, "yt.update", 1);

        GoogleAnswer[] answers = [await google.PutAsync("videos?part=status", call, """{"id":"가을"}"""u8.ToArray(), Ct), await google.PostAsync("comments/setModerationStatus?id=1", call, [], Ct)];

        Assert.All(answers, answer => Assert.Equal(unsent, answer is GoogleAnswer.NotSent { HeldBack: null }));
        Assert.All(answers, answer => Assert.Equal(!unsent, answer is GoogleAnswer.Unclear));
    }

    /// <summary>A connection of which something has arrived.</summary>
    private async Task<TcpClient> TakeAsync()
    {
        var connection = await _platform.AcceptTcpClientAsync(Ct);
        await connection.GetStream().ReadExactlyAsync(new byte[1], Ct);
        return connection;
    }
}
