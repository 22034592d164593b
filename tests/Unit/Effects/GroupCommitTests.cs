using SnsOps.Shared.Effects;

namespace SnsOps.Unit.Effects;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task What_arrives_while_a_commit_runs_is_committed_together_and_each_gets_its_own_result()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var sizes = new List<int>();
        await using var commits = new GroupCommit<int, string>(64, async batch =>
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
        await using var commits = new GroupCommit<int, int>(64, batch =>
            batch.Contains(13) ? throw new InvalidOperationException("데이터베이스가 없습니다") : Task.FromResult<IReadOnlyList<int>>([.. batch]));

        await Assert.ThrowsAsync<InvalidOperationException>(() => commits.SubmitAsync(13));
        Assert.Equal(14, await commits.SubmitAsync(14));
    }
}
