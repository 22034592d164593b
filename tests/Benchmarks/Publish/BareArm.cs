using Dapper;

namespace SnsOps.Benchmarks.Publish;

/// <summary>The upper bound: a loop in this process that arms, posts and writes the outcome, on the same tables and in the same batches, and does nothing else.</summary>
internal sealed class BareArm : IPublishArm, IAsyncDisposable
{
    private readonly BenchFleet _fleet;
    private readonly Guid[] _accounts;
    private readonly Guid _owner = Guid.CreateVersion7();
    private readonly BareLoop _loop;
    private IReadOnlyList<BarePost> _posts = [];

    public BareArm(BenchFleet fleet, Guid[] accounts)
    {
        (_fleet, _accounts) = (fleet, accounts);
        _loop = new BareLoop(fleet.Database, fleet.SandboxUrl, _owner);
    }

    public string Name => "bare loop";

    public IReadOnlyList<int> Processes => [Environment.ProcessId];

    /// <summary>The bench itself; it has started all the others.</summary>
    public bool WithChildren => false;

    /// <summary>Publishes a few, as ours does: the sandbox has closed what stood still.</summary>
    public async Task BeginTurnAsync(CancellationToken ct)
    {
        await ScheduleAsync($"깨우기{Guid.NewGuid():N}", _accounts.Length, ct);
        await PublishAsync(ct);
    }

    public void EndTurn()
    {
    }

    /// <summary>Claimed already, and read into memory.</summary>
    public async Task ScheduleAsync(string tag, int count, CancellationToken ct)
    {
        await _fleet.ScheduleAsync(_accounts, count, -1, tag, ct);
        await using var connection = await _fleet.Database.OpenConnectionAsync(ct);
        _posts = (await connection.QueryAsync<BarePost>(new CommandDefinition("""
            with claimed as (
                update publications p set state = 'claimed', owner = @owner, epoch = epoch + 1
                  from contents c where c.id = p.content_id and c.body like @tag || ' %' and p.state = 'due'
                returning p.id, p.client_id, p.account_id, c.body)
            select k.id, k.client_id, k.account_id, a.platform_account_id as page, k.body as text from claimed k join platform_accounts a on a.id = k.account_id
            """, new { owner = _owner, tag }, cancellationToken: ct))).AsList();
    }

    public Task PublishAsync(CancellationToken ct) => _loop.PublishAsync(_posts, ct);

    /// <summary>Only one side of it, by the clock: the machine's ceilings.</summary>
    /// <returns>Posts per second.</returns>
    public async Task<double> PublishAsync(string tag, int count, bool writes, bool sends, CancellationToken ct)
    {
        await ScheduleAsync(tag, count, ct);
        var started = TimeProvider.System.GetTimestamp();
        await _loop.PublishAsync(_posts, ct, writes, sends);
        var rate = count / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        await _fleet.ForgetAsync(_posts.Select(p => p.Id).ToArray(), ct);
        return rate;
    }

    public Task<double[]> ArmToOutcomeAsync(string tag, CancellationToken ct) => SnsOpsArm.ArmToOutcomeAsync(_fleet, tag, ct);

    public ValueTask DisposeAsync() => _loop.DisposeAsync();
}

/// <summary>All that the loop needs of a post.</summary>
internal sealed record BarePost(Guid Id, Guid ClientId, Guid AccountId, string Page, string Text);
