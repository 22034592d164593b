using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.SendFirstComments;

/// <summary>Takes one claimed first comment to its outcome: arm, send once, write down what came of it. The post is out whatever comes of it.</summary>
internal sealed partial class FirstCommentRunner(
    SendFirstCommentsSql comments, MetaReplies platform, AccountTokens tokens, Arming arming, OutcomeWriter outcomes, DeadTokens deadTokens, WorkerHeartbeat heartbeat,
    LiveEvents live, FirstCommentOptions options, ILogger<FirstCommentRunner> logger)
{
    public async Task RunAsync(OutgoingReply comment, CancellationToken ct)
    {
        Failpoint.Hit("first-comment.claimed");
        if (await tokens.FindAsync(comment.AccountId, ct) is not { } account)
        {
            await comments.FailUnsentAsync(comment, "account.not_active", "계정 연결이 끊어져 첫 댓글을 달 수 없습니다. 필요하면 플랫폼에서 직접 달아 주세요.", ct);
            live.Announce();
            LogNotSent(comment.Id, comment.Platform);
            return;
        }

        var request = new ArmRequest(EffectSubject.FirstComment, Guid.CreateVersion7(), comment.Id, comment.Epoch, null, comment.Fingerprint, null, comment.RequestDigest, options.DeadlineSeconds);
        switch (await arming.ArmAsync(request))
        {
            case ArmResult.Held:
                await comments.HoldBackAsync(comment, ct);
                LogHeld(comment.Id, comment.Platform);
                return;
            case ArmResult.Lost or ArmResult.Busy:
                LogLost(comment.Id, comment.Epoch);
                return;
        }

        // From here on an outcome is always written: the comment may be public by the time this process is told to stop.
        var armedAt = TimeProvider.System.GetTimestamp();
        Failpoint.Hit("first-comment.armed");
        var verdict = TimeProvider.System.GetElapsedTime(armedAt).TotalSeconds > options.GateSeconds || !heartbeat.IsAlive
            ? new AttemptVerdict(EffectSubject.FirstComment, request.AttemptId, new Outcome.TryLater("abandoned", "보내기 전에 너무 지체되어 다시 시도합니다.", TimeSpan.FromSeconds(1), Burns: false), "gate", null)
            : await SendOnceAsync(comment, account, request.AttemptId, armedAt);
        Failpoint.Hit("first-comment.answered");
        var state = await outcomes.WriteAsync(verdict);
        LogOutcome(comment.Id, comment.Platform, comment.RetryCount + 1, verdict.Outcome.GetType().Name, state ?? "closed by another");
        if (verdict.Outcome is Outcome.Rejected { NeedsReconnect: true } rejected)
            await deadTokens.SetAsideAsync(account, rejected);
    }

    private async Task<AttemptVerdict> SendOnceAsync(OutgoingReply comment, ConnectedAccount account, Guid attemptId, long armedAt)
    {
        Failpoint.Hit("first-comment.before-send");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.DeadlineSeconds) - TimeProvider.System.GetElapsedTime(armedAt));
        try
        {
            var (outcome, response) = await platform.SendAsync(comment, account, deadline.Token);
            return new AttemptVerdict(EffectSubject.FirstComment, attemptId, outcome, "response", response);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new AttemptVerdict(EffectSubject.FirstComment, attemptId, new Outcome.Unknown("deadline", "정해진 시간 안에 응답이 없어 첫 댓글이 달렸는지 확인합니다."), "response", null);
        }
    }

    [LoggerMessage(2071, LogLevel.Information, "First comment of publication {PublicationId} on {Platform}, attempt {Attempt}: {Outcome}, now {State}", EventName = "FirstCommentOutcome")]
    private partial void LogOutcome(Guid publicationId, string platform, int attempt, string outcome, string state);

    [LoggerMessage(2072, LogLevel.Information, "First comment of publication {PublicationId} (claim {Epoch}) was taken over; not sent", EventName = "FirstCommentLost")]
    private partial void LogLost(Guid publicationId, int epoch);

    [LoggerMessage(2074, LogLevel.Information, "First comment of publication {PublicationId} on {Platform} is on hold; not sent", EventName = "FirstCommentHeld")]
    private partial void LogHeld(Guid publicationId, string platform);

    [LoggerMessage(2073, LogLevel.Warning, "First comment of publication {PublicationId} on {Platform} was not sent: its account is not connected", EventName = "FirstCommentNotSent")]
    private partial void LogNotSent(Guid publicationId, string platform);
}
