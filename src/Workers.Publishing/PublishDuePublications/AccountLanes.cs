using System.Collections.Concurrent;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>One send at a time per account within this process; between processes the database's index decides.</summary>
internal sealed class AccountLanes
{
    private readonly ConcurrentDictionary<Guid, Lane> _lanes = new();

    /// <summary>Waits for the account's turn; dispose to pass it on.</summary>
    public async Task<IDisposable> EnterAsync(Guid accountId, CancellationToken ct)
    {
        Lane lane;
        do
        {
            lane = _lanes.GetOrAdd(accountId, _ => new Lane());
        }
        while (!lane.TryJoin());

        try
        {
            await lane.Turn.WaitAsync(ct);
        }
        catch
        {
            Leave(accountId, lane);
            throw;
        }

        return new Pass(this, accountId, lane);
    }

    private void Leave(Guid accountId, Lane lane)
    {
        if (lane.Leave())
            _lanes.TryRemove(KeyValuePair.Create(accountId, lane));
    }

    private sealed class Lane
    {
        private int _members;       // -1: closed

        public SemaphoreSlim Turn { get; } = new(1, 1);

        public bool TryJoin()
        {
            lock (Turn)
                return _members >= 0 && ++_members > 0;
        }

        public bool Leave()
        {
            lock (Turn)
            {
                if (--_members > 0)
                    return false;
                _members = -1;
                return true;
            }
        }
    }

    private sealed class Pass(AccountLanes lanes, Guid accountId, Lane lane) : IDisposable
    {
        public void Dispose()
        {
            lane.Turn.Release();
            lanes.Leave(accountId, lane);
        }
    }
}
