using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;
using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Unit.Publishing;

/// <summary>Whom a preparation keeps waiting.</summary>
public sealed class PublicationPreparerTests
{
    private static readonly DateTimeOffset Second = new(2026, 12, 1, 18, 0, 0, TimeSpan.FromHours(9));
    private static readonly ConnectedAccount Page = new(Guid.NewGuid(), Guid.NewGuid(), "facebook", "1784140", "EAAG", 1);

    [Fact]
    public async Task Uploads_wait_for_one_another_and_a_text_waits_for_none()
    {
        var publisher = new UploadingPublisher();
        using var preparer = new PublicationPreparer(new PublisherRegistry([publisher]), null!, TimeProvider.System, new PublishingOptions { Preparations = 1 }, NullLogger<PublicationPreparer>.Instance);
        var film = new OutgoingMedia(Guid.NewGuid(), 0, [1], "video/mp4", 200_000_000, null, null);

        var uploads = new[] { "매장 둘러보기 영상", "가을 신메뉴 영상" }.Select(text => preparer.PrepareAsync(Post(text) with { Media = [film] }, Page, default)).ToArray();
        var words = preparer.PrepareAsync(Post("오늘은 일찍 닫습니다"), Page, default);

        Assert.True(words.IsCompletedSuccessfully);
        Assert.Equal(1, publisher.Uploads);
        publisher.Uploaded.SetResult();
        await Task.WhenAll(uploads);
        Assert.Equal(2, publisher.Uploads);
    }

    [Fact]
    public async Task A_preparation_whose_looks_fail_says_so_once_and_ends_with_the_reason()
    {
        var told = new Told();
        using var preparer = new PublicationPreparer(
            new PublisherRegistry([new UnreadablePublisher()]), null!, TimeProvider.System, new PublishingOptions { PrepareSeconds = 0.2, PollMs = 10 }, told);

        var prepared = await preparer.PrepareAsync(Post("상태를 읽지 못하는 글"), Page, default);

        var later = Assert.IsType<Outcome.TryLater>(prepared?.Failure);
        Assert.Equal("not_ready", later.Code);
        Assert.Contains("100/33", later.Reason, StringComparison.Ordinal);
        Assert.Contains("100/33", Assert.Single(told.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_ready_when_the_time_is_over_is_not_given_up()
    {
        using var preparer = new PublicationPreparer(
            new PublisherRegistry([new UploadingPublisher()]), null!, TimeProvider.System, new PublishingOptions { PrepareSeconds = 0 }, NullLogger<PublicationPreparer>.Instance);

        var prepared = await preparer.PrepareAsync(Post("막 올라간 글"), Page, default);

        Assert.NotNull(prepared);
        Assert.Null(prepared.Failure);
    }

    [Fact]
    public void An_upload_of_a_video_to_a_page_is_gone_on_with_not_begun_anew()
    {
        IPublisher[] publishers = [new FacebookVideoPublisher(null!, null!), new FacebookStoryPublisher(null!, null!, null!, null!)];

        Assert.All(publishers, publisher => Assert.False(publisher.StartsOver));
    }

    private static OutgoingPost Post(string text) => new(
        Guid.NewGuid(), 1, Guid.NewGuid(), Guid.NewGuid(), Page.Id, "facebook", "facebook_text", 1, [], Second, Second, Second, 0, null, null, text, null, null, null);

    private sealed class Told : ILogger<PublicationPreparer>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }

    /// <summary>Its container cannot be asked.</summary>
    private sealed class UnreadablePublisher : IPublisher
    {
        public IReadOnlyList<string> Formats => ["facebook_text"];

        public Task<Preparation> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct) =>
            Task.FromResult<Preparation>(new Preparation.Pending(null, Trouble: "100/33: Unsupported get request"));

        public Task<HeldBack?> ReadyAsync(ConnectedAccount account, CancellationToken ct) => throw new NotSupportedException();

        public Task<(Outcome Outcome, string Response)> SendAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct) => throw new NotSupportedException();

        public Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct) => throw new NotSupportedException();

        public Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct) => throw new NotSupportedException();
    }

    /// <summary>Has a text ready at once, and a video when the test says so.</summary>
    private sealed class UploadingPublisher : IPublisher
    {
        public TaskCompletionSource Uploaded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Uploads { get; private set; }

        public IReadOnlyList<string> Formats => ["facebook_text"];

        public async Task<Preparation> PrepareAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
        {
            if (post.IsSlow)
            {
                Uploads++;
                await Uploaded.Task;
            }

            return new Preparation.Ready(null);
        }

        public Task<HeldBack?> ReadyAsync(ConnectedAccount account, CancellationToken ct) => throw new NotSupportedException();

        public Task<(Outcome Outcome, string Response)> SendAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct) => throw new NotSupportedException();

        public Task<Sighting> LookUpAsync(UnknownAttempt attempt, ConnectedAccount account, CancellationToken ct) => throw new NotSupportedException();

        public Task<string?> FindUrlAsync(string platformPostId, ConnectedAccount account, CancellationToken ct) => throw new NotSupportedException();
    }
}
