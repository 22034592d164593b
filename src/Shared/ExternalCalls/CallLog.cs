using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Writes down every call that was made, in batches and in the background: who, what, how long, how it ended. No tokens, no bodies.</summary>
public sealed partial class CallLog(CallLogSql sql, TimeProvider clock, ExternalCallOptions options, ILogger<CallLog> logger) : BackgroundService
{
    private const int Batch = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly Channel<CallRecord> _waiting = Channel.CreateBounded<CallRecord>(new BoundedChannelOptions(options.LogCapacity) { SingleReader = true });
    private long _dropped;

    /// <summary>Notes a call; when too many wait already it is only counted.</summary>
    internal void Add(ExternalCall call, int number, TimeSpan took, CallVerdict? verdict, int? status, string? error) => Add(new CallRecord(
        clock.GetUtcNow(), call.Host, call.Endpoint, call.Method, call.Priority, call.Account.ClientId, call.Account.Id == Guid.Empty ? null : call.Account.Id,
        verdict, status, took.TotalMilliseconds, error, number, Tracing.CurrentAttempt, Correlation.Known));

    /// <summary>Notes a question to a language model, which is no account's.</summary>
    internal void AddModel(string scope, string endpoint, Guid clientId, int number, TimeSpan took, CallVerdict? verdict, int? status, string? error) => Add(new CallRecord(
        clock.GetUtcNow(), scope, endpoint, "POST", CallPriority.Ai, clientId, null,
        verdict, status, took.TotalMilliseconds, error, number, null, Correlation.Known));

    private void Add(CallRecord record)
    {
        if (!_waiting.Writer.TryWrite(record))
            Interlocked.Increment(ref _dropped);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await WriteAsync();
    }

    /// <summary>Writes what is left: this service stops after those that call.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is not { IsCompleted: false })
            await WriteAsync();
        if (_waiting.Reader.Count is > 0 and var lost)
            LogDropped(lost);
    }

    private async Task WriteAsync()
    {
        while (_waiting.Reader.Count > 0)
        {
            var records = new List<CallRecord>(Batch);
            while (records.Count < Batch && _waiting.Reader.TryRead(out var record))
                records.Add(record);
            try
            {
                await sql.InsertAsync(records, CancellationToken.None);     // what was taken is written, also when the process stops meanwhile
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogUnwritten(e, records.Count);
                return;
            }
        }

        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            LogDropped(dropped);
    }

    [LoggerMessage(8020, LogLevel.Warning, "{Calls} calls were made and are missing in the call log: too many waited", EventName = "CallsNotLogged")]
    private partial void LogDropped(long calls);

    [LoggerMessage(8021, LogLevel.Warning, "{Calls} calls were made and are missing in the call log", EventName = "CallLogUnwritten")]
    private partial void LogUnwritten(Exception e, int calls);
}

/// <summary>A line of the call log. Without a verdict the call was cancelled.</summary>
public sealed record CallRecord(
    DateTimeOffset At, string Host, string Endpoint, string Method, CallPriority Priority, Guid ClientId, Guid? AccountId, CallVerdict? Verdict, int? Status, double Ms, string? Error,
    int Try, Guid? AttemptId, string? CorrelationId);
