using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>What every call to a system outside passes: budget → breaker → (reads only) retry → call log.</summary>
/// <remarks>A try that is repeated passes all of it again. Writes are never repeated here: their fate is decided by the attempts protocol.</remarks>
public sealed partial class ExternalCallChain
{
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(5);
    private readonly Budgets _budgets;
    private readonly Breakers _breakers;
    private readonly CallLog _log;
    private readonly ExternalCallOptions _options;
    private readonly ILogger<ExternalCallChain> _logger;
    private readonly ResiliencePipeline _retry;

    /// <summary>Makes the process's one chain.</summary>
    public ExternalCallChain(Budgets budgets, Breakers breakers, CallLog log, ExternalCallOptions options, ILogger<ExternalCallChain> logger)
    {
        (_budgets, _breakers, _log, _options, _logger) = (budgets, breakers, log, options, logger);
        _retry = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 3, Delay = TimeSpan.FromSeconds(options.RetrySeconds), BackoffType = DelayBackoffType.Exponential, UseJitter = true,
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is CallTry { Again: true }),
            DelayGenerator = args => ValueTask.FromResult((args.Outcome.Result as CallTry)?.After),
        }).Build();
    }

    /// <summary>Makes the call, or says why it was not made.</summary>
    /// <param name="call">What it is.</param>
    /// <param name="send">One try. It may run again for a read.</param>
    /// <param name="heldBack">The answer for the caller when nothing was sent.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<T> RunAsync<T>(ExternalCall call, Func<CancellationToken, Task<CallResult<T>>> send, Func<HeldBack, T> heldBack, CancellationToken ct)
    {
        var last = call.MayRetry ? await RepeatAsync(call, send, ct) : await TryAsync(call, 1, send, ct);
        return last.Result is { } result ? result.Answer : heldBack(last.HeldBack!);
    }

    /// <summary>Whether such a call could be made now; what it needs is at hand then, so that making it costs no query.</summary>
    public async Task<HeldBack?> ReadyAsync(ExternalCall call, CancellationToken ct)
    {
        if (_breakers.IsCalm(call.Host) && HasAll(call))
            return null;
        var (heldBack, pass) = await EnterAsync(call, ct);
        if (heldBack is not null)
            return heldBack;
        foreach (var budget in call.Budgets)
            _budgets.GiveBack(budget, call.Priority);
        if (pass.Probe is not null)
            await _breakers.AbandonAsync(pass);
        return null;
    }

    private async Task<CallTry<T>> RepeatAsync<T>(ExternalCall call, Func<CancellationToken, Task<CallResult<T>>> send, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        CallTry<T>? last = null;
        var number = 0;
        return await _retry.ExecuteAsync(async token =>
        {
            var next = await TryAsync(call, ++number, send, token);
            if (next.HeldBack is not null && last is not null)
                return last with { Again = false };     // the last answer says more than that there is no second one
            last = next;
            var left = TimeSpan.FromSeconds(_options.RetryWithinSeconds) - TimeProvider.System.GetElapsedTime(started);
            return next with { Again = next.Result is { IsTransient: true } && (next.After ?? TimeSpan.Zero) < left };
        }, ct);
    }

    private async Task<CallTry<T>> TryAsync<T>(ExternalCall call, int number, Func<CancellationToken, Task<CallResult<T>>> send, CancellationToken ct)
    {
        var (heldBack, pass) = await EnterAsync(call, ct);
        if (heldBack is not null)
            return new CallTry<T>(heldBack, null, false, null);
        var started = TimeProvider.System.GetTimestamp();
        CallResult<T>? result = null;
        try
        {
            result = await send(ct);
        }
        finally
        {
            _log.Add(call, number, TimeProvider.System.GetElapsedTime(started), result?.Verdict, result?.Status, result?.Error);
            if (result is null)
                await _breakers.AbandonAsync(pass);     // cancelled: nothing was learnt
        }

        foreach (var report in result.Usage)
            await NoteAsync(report);
        await _breakers.ReportAsync(pass, result.Verdict, result.Error);
        return new CallTry<T>(null, result, false, result.RetryAfter);
    }

    private bool HasAll(ExternalCall call)
    {
        foreach (var budget in call.Budgets)
        {
            if (!_budgets.Has(budget, call.Priority))
                return false;
        }

        return true;
    }

    private async ValueTask<(HeldBack? HeldBack, BreakerPass Pass)> EnterAsync(ExternalCall call, CancellationToken ct)
    {
        var spent = 0;
        try
        {
            for (; spent < call.Budgets.Count; spent++)
            {
                if (await _budgets.SpendAsync(call.Budgets[spent], call.Priority, ct) is { } used)
                    return (GivingBack(call, spent, used), default);
            }

            var pass = await _breakers.EnterAsync(call.Host, ct);
            return pass.HeldBack is null ? (null, pass) : (GivingBack(call, spent, pass.HeldBack), default);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            LogOutage(e, call.Endpoint);
            return (GivingBack(call, spent, new HeldBack(HeldBackBy.Outage, call.Host, OutagePause)), default);
        }
    }

    /// <summary>Never fails: the answer is worth more than the note, which is told again in a second.</summary>
    private async ValueTask NoteAsync(UsageReport report)
    {
        try
        {
            await _budgets.NoteAsync(report);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            LogUnnoted(e, report.Scope);
        }
    }

    private HeldBack GivingBack(ExternalCall call, int spent, HeldBack heldBack)
    {
        for (var i = 0; i < spent; i++)
            _budgets.GiveBack(call.Budgets[i], call.Priority);
        return heldBack;
    }

    private abstract record CallTry(bool Again, TimeSpan? After);

    private sealed record CallTry<T>(HeldBack? HeldBack, CallResult<T>? Result, bool Again, TimeSpan? After) : CallTry(Again, After);

    [LoggerMessage(8003, LogLevel.Warning, "What the platform said of {Scope} could not be written down; tried again in a moment", EventName = "UsageUnnoted")]
    private partial void LogUnnoted(Exception e, string scope);

    [LoggerMessage(8001, LogLevel.Warning, "A call of {Endpoint} was not made: PostgreSQL does not say what is left of its budget", EventName = "CallHeldByOutage")]
    private partial void LogOutage(Exception e, string endpoint);
}
