using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Live;

namespace SnsOps.Shared.Llm;

/// <summary>One row for each request: opened while it is asked, closed when it is over, whoever dies. Its cost is set aside from the client's budget meanwhile.</summary>
/// <remarks>
/// Far from the end of a budget the row is written while the provider already reads: waiting for it first would cost each request a round trip. Near the end,
/// or when nobody knows how near, it is decided first. Closings wait in memory and are written again until they are; what dies with the process is closed by another.
/// </remarks>
internal sealed partial class LlmLedger : BackgroundService
{
    private const int Batch = 500;
    private const string DataFault = "22", ConstraintFault = "23";      // classes of SQLSTATE
    private const double FarShare = 0.8;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromSeconds(0.5), LastWord = TimeSpan.FromSeconds(10);
    private readonly LlmLedgerSql _sql;
    private readonly LiveEvents _live;
    private readonly LlmOptions _options;
    private readonly ILogger<LlmLedger> _logger;
    private readonly ConcurrentDictionary<Guid, (LlmSpent Spent, long At)> _known = new();
    private readonly Channel<LlmClosing> _closings = Channel.CreateUnbounded<LlmClosing>(new UnboundedChannelOptions { SingleReader = true });
    private readonly GroupCommit<LlmOpening, bool> _openings;

    public LlmLedger(LlmLedgerSql sql, LiveEvents live, LlmOptions options, ILogger<LlmLedger> logger)
    {
        (_sql, _live, _options, _logger) = (sql, live, options, logger);
        _openings = new GroupCommit<LlmOpening, bool>(64, async (batch, _) =>
        {
            foreach (var spent in await _sql.OpenAsync(batch))
                Know(spent);
            return Enumerable.Repeat(true, batch.Count).ToArray();
        }, atOnce: 2);
    }

    /// <summary>So far from the end of the client's budget that it may be noted while it is asked.</summary>
    public bool IsFar(LlmOpening opening) => _known.TryGetValue(opening.ClientId, out var known) && TimeProvider.System.GetElapsedTime(known.At) < Fresh
        && known.Spent.Micros + opening.SetAside < FarShare * known.Spent.Most;

    /// <summary>Notes it, if the client can pay for it.</summary>
    /// <returns>What held it back.</returns>
    public async ValueTask<LlmError?> ReserveAsync(LlmOpening opening, CancellationToken ct)
    {
        try
        {
            var (allowed, spent) = await _sql.ReserveAsync(opening, ct);
            Know(spent);
            return allowed ? null : LlmError.BudgetUsedUp;
        }
        catch (Exception e) when (Outage.Is(e))
        {
            LogAway(e);
            return LlmError.LedgerAway;
        }
    }

    /// <summary>Notes it whatever is left; to be awaited before the answer is given. Never fails: should it not be written now, the closing writes all of it.</summary>
    public async Task NoteAsync(LlmOpening opening)
    {
        try
        {
            await _openings.SubmitAsync(opening);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            _known.TryRemove(opening.ClientId, out _);
            LogAway(e);
        }
    }

    /// <summary>Hands over what a request came to. It is written soon, and again until it is.</summary>
    public void Close(LlmClosing closing) => _closings.Writer.TryWrite(closing);

    /// <summary>Closes what processes left that are gone.</summary>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var lost = await _sql.CloseLostAsync(ct);
        if (lost > 0)
            LogLost(lost);
        return lost;
    }

    /// <summary>Writes what was handed over; what is left when this process stops, too.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _closings.Writer.TryComplete();
        await Task.WhenAny(ExecuteTask ?? Task.CompletedTask, Task.Delay(LastWord, cancellationToken));
        await base.StopAsync(cancellationToken);
        await _openings.DisposeAsync();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAny(WriteAllAsync(stoppingToken), SweepAllAsync(stoppingToken)).Unwrap();

    private async Task WriteAllAsync(CancellationToken ct)
    {
        while (await _closings.Reader.WaitToReadAsync(ct))
        {
            var batch = new List<LlmClosing>();
            while (batch.Count < Batch && _closings.Reader.TryRead(out var closing))
                batch.Add(closing);
            while (!await TryWriteAsync(batch))
                await Task.Delay(Pause, ct);
        }
    }

    private async Task<bool> TryWriteAsync(List<LlmClosing> batch)
    {
        try
        {
            if (await _sql.CloseAsync(batch) > 0)
                _live.Announce();
            return true;
        }
        catch (PostgresException e) when (e.SqlState[..2] is DataFault or ConstraintFault)
        {
            LogUnwritten(e, batch.Count);
            if (batch.Count == 1)
                return true;        // it never can be written: the request stays as it was opened, and is closed as lost
            foreach (var one in batch)
            {
                while (!await TryWriteAsync([one]))
                    await Task.Delay(Pause);
            }

            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogUnwritten(e, batch.Count);
            return false;
        }
    }

    private async Task SweepAllAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_options.SweepSeconds));
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await SweepAsync(ct);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogAway(e);
            }
        }
    }

    private void Know(LlmSpent spent) => _known[spent.ClientId] = (spent, TimeProvider.System.GetTimestamp());

    [LoggerMessage(8040, LogLevel.Warning, "The ledger of language models could not be reached", EventName = "LlmLedgerAway")]
    private partial void LogAway(Exception e);

    [LoggerMessage(8041, LogLevel.Warning, "What {Requests} requests to language models cost could not be written; tried again in a moment", EventName = "LlmLedgerUnwritten")]
    private partial void LogUnwritten(Exception e, int requests);

    [LoggerMessage(8042, LogLevel.Warning, "{Requests} requests to language models were left open by processes that are gone: closed at what was set aside for them", EventName = "LlmRequestsLost")]
    private partial void LogLost(int requests);
}
