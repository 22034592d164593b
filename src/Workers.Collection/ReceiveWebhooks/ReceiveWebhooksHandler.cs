using System.Collections.Concurrent;
using System.Text.Json;
using Npgsql;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;
using SnsOps.Workers.Collection.Inbox;

namespace SnsOps.Workers.Collection.ReceiveWebhooks;

/// <summary>Takes comments of deliveries into the inbox. Taking one in twice, or two in the wrong order, changes nothing: the store sees to that.</summary>
internal sealed partial class ReceiveWebhooksHandler : INudgeHandler, IAsyncDisposable
{
    /// <summary>Looked up at once. Several workers have the same list before them: each goes through it in an order of its own.</summary>
    private const int Ahead = 5000;

    private readonly NpgsqlDataSource _database;
    private readonly ReceiveWebhooksSql _deliveries;
    private readonly CommentStore _inbox;
    private readonly NudgeProducer _nudges;
    private readonly LaneOptions _lanes;
    private readonly ILogger<ReceiveWebhooksHandler> _logger;
    private readonly BoundedExecutor _executor;
    private readonly ConcurrentDictionary<Guid, bool> _under = new();
    private readonly ConcurrentQueue<Guid> _next = new();

    /// <summary>Makes the handler of one process.</summary>
    public ReceiveWebhooksHandler(
        NpgsqlDataSource database, ReceiveWebhooksSql deliveries, CommentStore inbox, NudgeProducer nudges, LaneOptions lanes, ReceiveWebhooksOptions options, ILogger<ReceiveWebhooksHandler> logger)
    {
        (_database, _deliveries, _inbox, _nudges, _lanes, _logger) = (database, deliveries, inbox, nudges, lanes, logger);
        _executor = new BoundedExecutor("webhooks", options.Capacity, logger, FillUp);
    }

    /// <inheritdoc />
    public string Topic => Topics.Collection;

    /// <inheritdoc />
    public string Kind => Kinds.WebhookReceived;

    /// <inheritdoc />
    public Task NudgedAsync(IReadOnlyDictionary<Guid, NudgeOrigin> nudged, CancellationToken ct)
    {
        foreach (var (id, origin) in nudged)
            Start(id, origin);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task SweepAsync(CancellationToken ct)
    {
        if (_next.IsEmpty)
        {
            var waiting = (await _deliveries.WaitingAsync(_lanes.OverdueSeconds, Ahead, ct)).ToArray();
            Random.Shared.Shuffle(waiting);
            foreach (var id in waiting)
                _next.Enqueue(id);
        }

        FillUp();
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    /// <summary>Takes one delivery in.</summary>
    internal async Task TakeInAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ReceiveWebhooksSql.TakeAsync(connection, transaction, id, ct) is not { } delivery)
            return;
        try
        {
            var read = MetaEvents.Read(delivery.Body);
            var (stored, known, foreign) = await StoreAsync(read, ct);
            Failpoint.Hit("webhook.comments-stored");
            await ReceiveWebhooksSql.DoneAsync(connection, transaction, delivery, known, new
            {
                changes = read.Changes, left = read.Left, foreign, @new = stored.New, edited = stored.Edited, gone = stored.Gone, turned = stored.Turned,
            });
            await transaction.CommitAsync(CancellationToken.None);
            if (stored.New + stored.Edited > 0)
                foreach (var client in known.Select(a => a.ClientId).Distinct())
                    _nudges.Send(Topics.Ai, Kinds.CommentsUnscored, client, client);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogFailed(id, e);
            await transaction.DisposeAsync();           // lets go of the row, also when the connection is gone
            await _deliveries.FailedAsync(delivery, e.Message, forGood: e is JsonException);
        }
    }

    private void FillUp()
    {
        while (_executor.Free > 0 && _next.TryDequeue(out var id))
            Start(id, default);
    }

    private void Start(Guid id, NudgeOrigin origin)
    {
        if (_under.TryAdd(id, true) && !_executor.TryRun(ct => RunAsync(id, origin, ct)))
            _under.TryRemove(id, out _);        // no room: the sweep comes back to it
    }

    private async Task RunAsync(Guid id, NudgeOrigin origin, CancellationToken ct)
    {
        using var activity = origin.Begin("take webhook in");
        try
        {
            await TakeInAsync(id, ct);
        }
        finally
        {
            _under.TryRemove(id, out _);
        }
    }

    private async Task<(StoredComments Stored, IReadOnlyCollection<InboxAccount> Known, int Foreign)> StoreAsync(MetaDelivery read, CancellationToken ct)
    {
        var accounts = await _deliveries.AccountsAsync(read.Events, ct);
        var (stored, foreign) = (StoredComments.None, 0);
        foreach (var events in read.Events)
        {
            if (accounts.TryGetValue((events.Platform, events.PlatformAccountId), out var account))
                stored += await _inbox.StoreAsync(account, events.Comments, Arrival.ByWebhook(events.At), ct);
            else
                foreign += events.Comments.Count;
        }

        return (stored, accounts.Values, foreign);
    }

    [LoggerMessage(3030, LogLevel.Warning, "Webhook delivery {DeliveryId} could not be taken in", EventName = "WebhookFailed")]
    private partial void LogFailed(Guid deliveryId, Exception e);
}
