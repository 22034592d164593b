using SnsOps.Workers.Publishing.PublishDuePublications;

namespace SnsOps.Unit.Publishing;

public sealed class AccountLanesTests
{
    [Fact]
    public async Task One_account_goes_one_at_a_time_and_others_do_not_wait_for_it()
    {
        var lanes = new AccountLanes();
        var (cafe, dentist) = (Guid.NewGuid(), Guid.NewGuid());
        var first = await lanes.EnterAsync(cafe, default);

        var second = lanes.EnterAsync(cafe, default);
        using (await lanes.EnterAsync(dentist, default))
            Assert.False(second.IsCompleted);
        first.Dispose();

        (await second).Dispose();
        (await lanes.EnterAsync(cafe, default)).Dispose();
    }

    [Fact]
    public async Task Who_stops_waiting_leaves_the_lane_usable()
    {
        var lanes = new AccountLanes();
        var account = Guid.NewGuid();
        using var stop = new CancellationTokenSource();
        var holder = await lanes.EnterAsync(account, default);
        var waiting = lanes.EnterAsync(account, stop.Token);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        holder.Dispose();

        (await lanes.EnterAsync(account, default)).Dispose();
    }

    [Fact]
    public async Task Under_contention_never_two_are_inside()
    {
        var lanes = new AccountLanes();
        var account = Guid.NewGuid();
        var (inside, most, done) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(async () =>
        {
            using var turn = await lanes.EnterAsync(account, default);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            Interlocked.Increment(ref done);
        })));

        Assert.Equal((1, 500), (most, done));
    }
}
