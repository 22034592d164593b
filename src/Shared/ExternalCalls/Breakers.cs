using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Stops calls to a system that fails again and again, in all processes, and lets one probe find out when it is back.</summary>
/// <remarks>What the row says is remembered and read anew every second: while all is well a call costs no query.</remarks>
public sealed partial class Breakers(BreakerSql sql, ExternalCallOptions options, ILogger<Breakers> logger)
{
    private static readonly TimeSpan ProbeIsOut = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, BreakerView> _views = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _reporting = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is known against a system.</summary>
    public bool IsCalm(string scope) => _views.TryGetValue(scope, out var view) && !view.IsOpen;

    /// <summary>Lets a call pass, lets it pass as the probe, or holds it back.</summary>
    public async ValueTask<BreakerPass> EnterAsync(string scope, CancellationToken ct)
    {
        if (!_views.TryGetValue(scope, out var view))
            view = Remember(await sql.ReadAsync(scope, ct));
        if (!view.IsOpen)
            return new BreakerPass(scope, null, null);
        if (view.Left is { Ticks: > 0 } left)
            return new BreakerPass(scope, null, new HeldBack(HeldBackBy.Breaker, scope, left));
        var probe = Guid.CreateVersion7();
        view = Remember(await sql.TakeProbeAsync(scope, probe, options.ProbeSeconds, ct));
        return view.Probe == probe ? new BreakerPass(scope, probe, null)
            : view.IsOpen ? new BreakerPass(scope, null, new HeldBack(HeldBackBy.Breaker, scope, view.Left > ProbeIsOut ? view.Left : ProbeIsOut))
            : new BreakerPass(scope, null, null);
    }

    /// <summary>Notes what an answer says of its system. Never fails: the answer is worth more than the note.</summary>
    public ValueTask ReportAsync(BreakerPass pass, CallVerdict verdict, string? error)
    {
        var calm = pass.Probe is null && (verdict == CallVerdict.Throttled || !_views.TryGetValue(pass.Scope, out var view) || view.IsOpen || (verdict == CallVerdict.Answered && view.Failures == 0));
        return calm ? default : new ValueTask(WriteAsync(pass, verdict, error));
    }

    /// <summary>A call that let nothing be learnt; a probe is free for somebody else.</summary>
    public ValueTask AbandonAsync(BreakerPass pass) => pass.Probe is null ? default : new ValueTask(WriteAsync(pass, CallVerdict.Throttled, null));

    /// <summary>Reads the rows anew, and tells people of what has opened or closed since they were told last.</summary>
    internal async Task SyncAsync(CancellationToken ct)
    {
        if (_views.IsEmpty)
            return;
        foreach (var view in await sql.ReadAllAsync([.. _views.Keys], ct))
        {
            Remember(view);
            if (view.IsOpen != view.ToldOpen)
                await sql.TellAsync(view.Scope, ct);
        }
    }

    private async Task WriteAsync(BreakerPass pass, CallVerdict verdict, string? error)
    {
        var gate = _reporting.GetOrAdd(pass.Scope, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync();
        try
        {
            var before = _views.GetValueOrDefault(pass.Scope);
            if (pass.Probe is { } probe)
                Tell(before, Remember(await sql.EndProbeAsync(pass.Scope, probe, verdict, options.OpenSecondsOf(pass.Scope), error)));
            else if (before is { IsOpen: true } || (verdict == CallVerdict.Answered && before is { Failures: 0 }))
                return;                 // somebody's report has said it while we waited for our turn
            else if (verdict == CallVerdict.Failed)
                Tell(before, Remember(await sql.FailedAsync(pass.Scope, options.BreakerFailures, options.OpenSecondsOf(pass.Scope), error)));
            else
                Remember(await sql.AnsweredAsync(pass.Scope));
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogUnwritten(e, pass.Scope);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The newer view stays: a row read before somebody's change may arrive after it.</summary>
    private BreakerView Remember(BreakerView view) =>
        _views.AddOrUpdate(view.Scope, static (_, fresh) => fresh, static (_, known, fresh) => fresh.UpdatedAt >= known.UpdatedAt ? fresh : known, view);

    private void Tell(BreakerView? before, BreakerView after)
    {
        if (after.IsOpen && before is not { IsOpen: true })
            LogOpened(after.Scope, after.Failures, options.OpenSecondsOf(after.Scope), after.LastError);
        else if (!after.IsOpen && before is { IsOpen: true })
            LogClosed(after.Scope);
    }

    [LoggerMessage(8010, LogLevel.Warning, "{Scope} failed {Failures} times in a row: nothing is sent there for {Seconds} s ({LastError})", EventName = "BreakerOpened")]
    private partial void LogOpened(string scope, int failures, double seconds, string? lastError);

    [LoggerMessage(8011, LogLevel.Information, "{Scope} answers again", EventName = "BreakerClosed")]
    private partial void LogClosed(string scope);

    [LoggerMessage(8012, LogLevel.Warning, "What an answer said of {Scope} could not be written down", EventName = "BreakerUnwritten")]
    private partial void LogUnwritten(Exception e, string scope);
}

/// <summary>How a call came past a breaker.</summary>
/// <param name="Scope">Which.</param>
/// <param name="Probe">It is the one that finds out whether the system is back.</param>
/// <param name="HeldBack">It did not come past.</param>
public readonly record struct BreakerPass(string Scope, Guid? Probe, HeldBack? HeldBack);

/// <summary>A breaker as its row was when it was read.</summary>
public sealed record BreakerView(string Scope, int Failures, bool IsOpen, double SecondsLeft, Guid? Probe, string? LastError, bool ToldOpen, DateTimeOffset UpdatedAt)
{
    private readonly long _readAt = TimeProvider.System.GetTimestamp();

    /// <summary>How long nothing passes; zero when a probe may.</summary>
    internal TimeSpan Left => TimeSpan.FromSeconds(SecondsLeft) - TimeProvider.System.GetElapsedTime(_readAt) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
