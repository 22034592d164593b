using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.Sending;

/// <summary>Takes one claimed row to its outcome: arm, send once, write down what came of it.</summary>
internal sealed partial class SendingRunner<T>(
    SendingSql<T> rows, SendingJob<T> job, AccountTokens tokens, Arming arming, OutcomeWriter outcomes, DeadTokens deadTokens, WorkerHeartbeat heartbeat,
    LiveEvents live, TimeProvider clock, ILogger<SendingRunner<T>> logger)
    where T : class, IOutgoing
{
    private readonly EffectSubject _subject = job.Subject;
    private readonly SendingOptions _options = job.Options;
    private readonly string _point = job.Words.Point;

    public async Task RunAsync(T row, CancellationToken ct)
    {
        Failpoint.Hit(_point + ".claimed");
        if (await tokens.FindAsync(row.AccountId, ct) is not { } account)
        {
            await FailAsync(row, "account.not_active", job.Words.NotConnected, ct);
            return;
        }

        var request = new ArmRequest(_subject, Guid.CreateVersion7(), row.Id, row.Epoch, null, row.Fingerprint, row.Handle, row.RequestDigest, _options.DeadlineSeconds);
        ArmResult armed;
        try
        {
            armed = await arming.ArmAsync(request);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            await outcomes.DisownAsync(request);
            throw;
        }

        switch (armed)
        {
            case ArmResult.OutOfPlace:
                await HandBackAsync(row, ct);
                return;
            case ArmResult.Held:
                await rows.HoldBackAsync(row, ct);
                LogHeld(_subject, row.Id, row.Platform);
                return;
            case ArmResult.Lost or ArmResult.Busy:
                LogLost(_subject, row.Id, row.Epoch);
                return;
        }

        // From here on an outcome is always written: what was sent may be public by the time this process is told to stop.
        var armedAt = TimeProvider.System.GetTimestamp();
        Tracing.CurrentAttempt = request.AttemptId;
        Failpoint.Hit(_point + ".armed");
        var verdict = TimeProvider.System.GetElapsedTime(armedAt).TotalSeconds > _options.GateSeconds || !heartbeat.IsAlive
            ? AttemptVerdict.Abandoned(_subject, request.AttemptId)
            : await SendOnceAsync(row, account, request.AttemptId, armedAt);
        if (verdict.Outcome.WasSent)
            Failpoint.Hit(_point + ".answered");
        var state = await outcomes.WriteAsync(verdict);
        Failpoint.Hit(_point + ".outcome-committed");
        LogOutcome(_subject, row.Id, row.Platform, row.RetryCount + 1, verdict.Outcome.GetType().Name, state ?? "closed by another", (clock.GetUtcNow() - row.CreatedAt).TotalSeconds);
        if (verdict.Outcome is Outcome.Rejected { NeedsReconnect: true } rejected)
            await deadTokens.SetAsideAsync(account, rejected);
    }

    private async Task<AttemptVerdict> SendOnceAsync(T row, ConnectedAccount account, Guid attemptId, long armedAt)
    {
        Failpoint.Hit(_point + ".before-send");
        var left = TimeSpan.FromSeconds(_options.DeadlineSeconds) - TimeProvider.System.GetElapsedTime(armedAt);
        if (left <= TimeSpan.Zero)
            return AttemptVerdict.Abandoned(_subject, attemptId);
        using var deadline = new CancellationTokenSource(left);
        try
        {
            var (outcome, response) = await job.SendAsync(row, account, deadline.Token);
            return new AttemptVerdict(_subject, attemptId, outcome, "response", response);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new AttemptVerdict(_subject, attemptId, new Outcome.Unknown("deadline", job.Words.Slow), "response", null);
        }
    }

    /// <summary>It goes back to the person with the reason. What stood in its way may be gone again: then it is claimed anew.</summary>
    private async Task HandBackAsync(T row, CancellationToken ct)
    {
        if (await rows.FindOutOfPlaceAsync(row, ct) is { } code)
            await FailAsync(row, code, SendingWords.OutOfPlace(code), ct);
        else
            await rows.ReleaseAsync(row, ct);
    }

    private async Task FailAsync(T row, string code, string reason, CancellationToken ct)
    {
        await rows.FailUnsentAsync(row, code, reason, ct);
        live.Announce();
        LogNotSent(_subject, row.Id, row.Platform, code);
    }

    [LoggerMessage(2050, LogLevel.Information, "{Subject} {Id} on {Platform}, attempt {Attempt}: {Outcome}, now {State}, {DelaySeconds:0.000} s after it was asked for", EventName = "SendingOutcome")]
    private partial void LogOutcome(EffectSubject subject, Guid id, string platform, int attempt, string outcome, string state, double delaySeconds);

    [LoggerMessage(2051, LogLevel.Information, "{Subject} {Id} (claim {Epoch}) was taken over; not sent", EventName = "SendingLost")]
    private partial void LogLost(EffectSubject subject, Guid id, int epoch);

    [LoggerMessage(2053, LogLevel.Information, "{Subject} {Id} on {Platform} is on hold; not sent", EventName = "SendingHeld")]
    private partial void LogHeld(EffectSubject subject, Guid id, string platform);

    [LoggerMessage(2052, LogLevel.Warning, "{Subject} {Id} on {Platform} was not sent and went back to its writer: {Code}", EventName = "SendingRefused")]
    private partial void LogNotSent(EffectSubject subject, Guid id, string platform, string code);
}
