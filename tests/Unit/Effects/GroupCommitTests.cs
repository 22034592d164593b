using System.Threading.Channels;
using SnsOps.Shared.Effects;

namespace SnsOps.Unit.Effects;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task What_arrives_while_a_commit_runs_is_committed_together_and_each_gets_its_own_result()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var sizes = new List<int>();
        await using var commits = new GroupCommit<int, string>(64, async (batch, _) =>
        {
            sizes.Add(batch.Count);
            if (sizes.Count == 1)
            {
                entered.SetResult();
                await release.Task;
            }

            return [.. batch.Select(n => $"{n}번")];
        });

        var first = commits.SubmitAsync(0);
        await entered.Task;
        var rest = Enumerable.Range(1, 100).Select(commits.SubmitAsync).ToList();
        release.SetResult();

        Assert.Equal("0번", await first);
        Assert.Equal(Enumerable.Range(1, 100).Select(n => $"{n}번"), await Task.WhenAll(rest));
        Assert.Equal([1, 64, 36], sizes);
    }

    [Fact]
    public async Task A_failed_batch_fails_its_own_items_and_no_others()
    {
        await using var commits = new GroupCommit<int, int>(64, (batch, _) =>
            batch.Contains(13) ? throw new InvalidOperationException("데이터베이스가 없습니다") : Task.FromResult<IReadOnlyList<int>>([.. batch]));

        await Assert.ThrowsAsync<InvalidOperationException>(() => commits.SubmitAsync(13));
        Assert.Equal(14, await commits.SubmitAsync(14));
    }

    [Fact]
    public async Task A_second_batch_starts_beside_the_first_once_it_is_full_and_not_before()
    {
        await using var steps = new Steps(atOnce: 2);
        steps.Submit([1]);
        var first = await steps.NextAsync();
        steps.Submit([2, 3]);
        Assert.False(steps.HasNext);
        steps.Submit([4]);

        var second = await steps.NextAsync();
        Assert.Equal([2, 3, 4], second.Items);
        Assert.NotEqual(first.Slot, second.Slot);
        steps.Submit([5, 6, 7]);            // full, but both slots are taken
        Assert.False(steps.HasNext);

        second.End();
        var third = await steps.NextAsync();
        Assert.Equal([5, 6, 7], third.Items);
        Assert.Equal(second.Slot, third.Slot);
        first.End();
        third.End();
    }

    [Fact]
    public async Task What_concerns_a_row_on_its_way_waits_for_it_and_keeps_its_order()
    {
        await using var steps = new Steps(atOnce: 2);
        steps.Submit([10]);
        var first = await steps.NextAsync();
        steps.Submit([11, 20, 30, 12]);     // 11 and 12 concern the row of 10

        var second = await steps.NextAsync();
        Assert.Equal([20, 30], second.Items);
        second.End();
        await second.Ended;
        Assert.False(steps.HasNext);

        first.End();
        var third = await steps.NextAsync();
        Assert.Equal([11], third.Items);    // never two of one row in a batch
        third.End();
        var fourth = await steps.NextAsync();
        Assert.Equal([12], fourth.Items);
        fourth.End();
    }

    [Fact]
    public async Task A_fault_frees_the_rows_of_its_batch()
    {
        await using var steps = new Steps(atOnce: 2);
        var failed = steps.Submit([10]);
        steps.Submit([11]);
        (await steps.NextAsync()).Fail();

        await Assert.ThrowsAsync<InvalidOperationException>(() => failed[0]);
        var next = await steps.NextAsync();
        Assert.Equal([11], next.Items);
        next.End();
    }

    [Fact]
    public async Task Thousands_of_rows_with_several_items_each_are_committed_in_order_and_never_two_of_a_row_at_once()
    {
        var (last, underWay, broken) = (new Dictionary<int, int>(), new HashSet<int>(), 0);
        var commits = new GroupCommit<(int Row, int Number), int>(64, async (batch, _) =>
        {
            lock (last)
            {
                foreach (var (row, number) in batch)
                {
                    if (!underWay.Add(row) || last.GetValueOrDefault(row) != number - 1)
                        broken++;
                    last[row] = number;
                }
            }

            await Task.Yield();
            lock (last)
                underWay.ExceptWith(batch.Select(b => b.Row));
            return [.. batch.Select(b => b.Number)];
        }, 2, item => new Guid(item.Row, 0, 0, new byte[8]));

        var results = Enumerable.Range(1, 5).SelectMany(number => Enumerable.Range(0, 2000).Select(row => commits.SubmitAsync((row, number)))).ToList();
        await commits.DisposeAsync();       // commits what is queued

        Assert.All(results, r => Assert.True(r.IsCompletedSuccessfully));
        Assert.Equal(0, broken);
        Assert.All(last.Values, number => Assert.Equal(5, number));
        Assert.Equal(2000, last.Count);
        Assert.Throws<ObjectDisposedException>(() => { _ = commits.SubmitAsync((1, 6)); });
    }

    /// <summary>Batches of at most three that end when the test says so. Tens are rows: 10, 11 and 12 concern the same.</summary>
    private sealed class Steps : IAsyncDisposable
    {
        private readonly Channel<Step> _steps = Channel.CreateUnbounded<Step>();
        private readonly GroupCommit<int, int> _commits;

        public Steps(int atOnce) => _commits = new GroupCommit<int, int>(3, async (batch, slot) =>
        {
            var step = new Step([.. batch], slot);
            _steps.Writer.TryWrite(step);
            await step.Ended;
            return batch;
        }, atOnce, n => new Guid(n / 10 > 0 ? n / 10 : -n, 0, 0, new byte[8]));

        public bool HasNext => _steps.Reader.Count > 0;

        public Task<int>[] Submit(int[] items) => [.. items.Select(_commits.SubmitAsync)];

        public async Task<Step> NextAsync() => await _steps.Reader.ReadAsync(TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => _commits.DisposeAsync();
    }

    private sealed class Step(int[] items, int slot)
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int[] Items => items;

        public int Slot => slot;

        public Task Ended => _ended.Task;

        public void End() => _ended.SetResult();

        public void Fail() => _ended.SetException(new InvalidOperationException("데이터베이스가 없습니다"));
    }
}
