using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.SendReplies;

/// <summary>Takes one claimed reply to its outcome: arm, send once, write down what came of it.</summary>
internal sealed partial class ReplyRunner(
    SendRepliesSql replies, MetaReplies platform, AccountTokens tokens, Arming arming, OutcomeWriter outcomes, DeadTokens deadTokens, WorkerHeartbeat heartbeat,
    LiveEvents live, TimeProvider clock, ReplyOptions options, ILogger<ReplyRunner> logger)
{
    public async Task RunAsync(OutgoingReply reply, CancellationToken ct)
    {
        Failpoint.Hit("reply.claimed");
        if (await tokens.FindAsync(reply.AccountId, ct) is not { } account)
        {
            await replies.FailUnsentAsync(reply, "account.not_active", "계정 연결이 끊어져 답글을 보낼 수 없습니다. 계정을 다시 연결한 뒤 다시 써 주세요.", ct);
            live.Announce();
            LogNotSent(reply.Id, reply.Platform);
            return;
        }

        var request = new ArmRequest(EffectSubject.Reply, Guid.CreateVersion7(), reply.Id, reply.Epoch, null, reply.Fingerprint, null, reply.RequestDigest, options.DeadlineSeconds);
        switch (await arming.ArmAsync(request))
        {
            case ArmResult.Held:
                await replies.HoldBackAsync(reply, ct);
                LogHeld(reply.Id, reply.Platform);
                return;
            case ArmResult.Lost or ArmResult.Busy:
                LogLost(reply.Id, reply.Epoch);
                return;
        }

        // From here on an outcome is always written: the reply may be public by the time this process is told to stop.
        var armedAt = TimeProvider.System.GetTimestamp();
        Tracing.CurrentAttempt = request.AttemptId;
        Failpoint.Hit("reply.armed");
        var verdict = TimeProvider.System.GetElapsedTime(armedAt).TotalSeconds > options.GateSeconds || !heartbeat.IsAlive
            ? new AttemptVerdict(EffectSubject.Reply, request.AttemptId, new Outcome.TryLater("abandoned", "보내기 전에 너무 지체되어 다시 시도합니다.", TimeSpan.FromSeconds(1), Burns: false), "gate", null)
            : await SendOnceAsync(reply, account, request.AttemptId, armedAt);
        Failpoint.Hit("reply.answered");
        var state = await outcomes.WriteAsync(verdict);
        Failpoint.Hit("reply.outcome-committed");
        LogOutcome(reply.Id, reply.Platform, reply.RetryCount + 1, verdict.Outcome.GetType().Name, state ?? "closed by another", (clock.GetUtcNow() - reply.CreatedAt).TotalSeconds);
        if (verdict.Outcome is Outcome.Rejected { NeedsReconnect: true } rejected)
            await deadTokens.SetAsideAsync(account, rejected);
    }

    private async Task<AttemptVerdict> SendOnceAsync(OutgoingReply reply, ConnectedAccount account, Guid attemptId, long armedAt)
    {
        Failpoint.Hit("reply.before-send");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.DeadlineSeconds) - TimeProvider.System.GetElapsedTime(armedAt));
        try
        {
            var (outcome, response) = await platform.SendAsync(reply, account, deadline.Token);
            return new AttemptVerdict(EffectSubject.Reply, attemptId, outcome, "response", response);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new AttemptVerdict(EffectSubject.Reply, attemptId, new Outcome.Unknown("deadline", "정해진 시간 안에 응답이 없어 답글이 올라갔는지 확인합니다."), "response", null);
        }
    }

    [LoggerMessage(2050, LogLevel.Information, "Reply {ReplyId} on {Platform}, attempt {Attempt}: {Outcome}, now {State}, {DelaySeconds:0.000} s after it was written", EventName = "ReplyOutcome")]
    private partial void LogOutcome(Guid replyId, string platform, int attempt, string outcome, string state, double delaySeconds);

    [LoggerMessage(2051, LogLevel.Information, "Reply {ReplyId} (claim {Epoch}) was taken over; not sent", EventName = "ReplyLost")]
    private partial void LogLost(Guid replyId, int epoch);

    [LoggerMessage(2053, LogLevel.Information, "Reply {ReplyId} on {Platform} is on hold; not sent", EventName = "ReplyHeld")]
    private partial void LogHeld(Guid replyId, string platform);

    [LoggerMessage(2052, LogLevel.Warning, "Reply {ReplyId} on {Platform} was not sent: its account is not connected", EventName = "ReplyNotSent")]
    private partial void LogNotSent(Guid replyId, string platform);
}
