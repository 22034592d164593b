using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Unit.Publishing;

public sealed class DueTimerTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.FromHours(9));
    private readonly TurnedClock _clock = new(Noon);
    private readonly DueTimer _timer;

    public DueTimerTests() => _timer = new DueTimer(_clock);

    public void Dispose() => _timer.Dispose();

    [Fact]
    public async Task What_is_due_is_let_go_and_what_is_not_stays()
    {
        var (first, second) = (_timer.UntilAsync(Noon.AddSeconds(5), default), _timer.UntilAsync(Noon.AddSeconds(6), default));
        _clock.Now = Noon.AddSeconds(5);
        await first;
        Assert.False(second.IsCompleted);
        _clock.Now = Noon.AddHours(1);
        await second;
    }

    [Fact]
    public async Task An_instant_that_is_before_all_others_does_not_wait_for_them()
    {
        var far = _timer.UntilAsync(Noon.AddDays(1), default);
        var near = _timer.UntilAsync(Noon.AddSeconds(1), default);
        _clock.Now = Noon.AddSeconds(1);
        await near;
        Assert.False(far.IsCompleted);
    }

    [Fact]
    public async Task The_past_does_not_wait() => await _timer.UntilAsync(Noon, default);

    [Fact]
    public async Task On_the_machines_clock_it_is_never_early()
    {
        using var timer = new DueTimer(TimeProvider.System);
        var early = await Task.WhenAll(Enumerable.Range(1, 50).Select(async n =>
        {
            var instant = DateTimeOffset.UtcNow.AddMilliseconds(n * 3.7);
            await timer.UntilAsync(instant, default);
            return DateTimeOffset.UtcNow < instant;
        }));
        Assert.DoesNotContain(true, early);
    }

    [Fact]
    public async Task Who_is_told_to_stop_does_not_wait_for_the_instant()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _timer.UntilAsync(Noon.AddDays(1), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private sealed class TurnedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
