using System.Security.Cryptography;
using Npgsql;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;
using SnsOps.Workers.Publishing.Platforms;

namespace SnsOps.Workers.Publishing.PublishDuePublications;

/// <summary>Takes one claimed publication to its outcome: prepare, park until its second, arm, send once, write down what came of it.</summary>
internal sealed partial class PublicationRunner(
    PublishDuePublicationsSql publications, EarlierSends earlier, PublicationPreparer preparer, PublisherRegistry publishers, AccountLanes lanes,
    DueTimer timer, TokenOpening tokens, Clearance clearance, Arming arming, OutcomeWriter outcomes, DeadTokens deadTokens, WorkerHeartbeat heartbeat, LiveEvents live, TimeProvider clock, PublishingOptions options,
    ILogger<PublicationRunner> logger)
{
    /// <summary>With more posts than this whose second has come, a post's address is not looked for at once.</summary>
    private const int Calm = 16;

    /// <summary>Nor is that of a post that is later than this: others of its account stand behind it.</summary>
    private static readonly TimeSpan Punctual = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WarmAhead = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ConnectAhead = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan WarmStep = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);
    private int _sending;

    /// <param name="post">Claimed by this process.</param>
    /// <param name="account">Null: it is not connected any more.</param>
    /// <param name="ct">The process stops.</param>
    /// <remarks>
    /// What fails unexpectedly would be claimed and fail again every two seconds, spending the account's calls: it waits like a preparation that failed, and people see why.
    /// What is armed by then is no claim any more, so nothing is written of it here.
    /// </remarks>
    public async Task RunAsync(OutgoingPost post, SealedAccount? account, CancellationToken ct)
    {
        Failpoint.Hit("publish.claimed");
        try
        {
            if (account is null)
                await FailPreparationAsync(post, null, new Outcome.Rejected("account.not_active", "계정 연결이 끊어져 게시할 수 없습니다. 계정을 다시 연결해 주세요."), ct);
            else if (tokens.Open(account) is { } opened)
                await RunAsync(post, opened, ct);
            else
                await FailPreparationAsync(post, TokenOpening.WithoutToken(account), new Outcome.Rejected(GrantTrouble.TokenUnreadable, "저장된 접근 토큰을 열 수 없어 게시할 수 없습니다. 계정을 다시 연결해 주세요.", NeedsReconnect: true), ct);
        }
        catch (Exception e) when (e is not (NpgsqlException or TimeoutException) && !ct.IsCancellationRequested)
        {
            LogFaulted(e, post.Id, post.Platform);
            await FailPreparationAsync(post, null, new Outcome.TryLater("internal", $"게시하는 중 예기치 못한 오류가 났습니다. 자동으로 다시 시도합니다. ({e.GetType().Name})", Burns: e is not CryptographicException), ct);
        }
    }

    private async Task RunAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        if (!post.Content.Covers(post))
        {
            LogBrokenSeal(post.Id, post.ContentId);
            await FailPreparationAsync(post, account, new Outcome.Rejected(Seals.Broken, Seals.Reason), ct);
            return;
        }

        switch (await preparer.PrepareAsync(post, account, ct))
        {
            case (var sent, Outcome.Published there):
                if (await earlier.KeepAsync(sent, there))
                    await AfterAsync(sent, account, there, ct);
                break;
            case (var sent, Outcome.Unknown doubt):
                await earlier.DoubtAsync(sent, doubt);
                break;
            case (var unready, { } failure):
                await FailPreparationAsync(unready, account, failure, ct);
                break;
            case (var ready, null):
                await WarmAsync(ready, account, ct);
                await timer.UntilAsync(ready.SendAt - TimeSpan.FromMilliseconds(options.ArmAheadMs), ct);
                Interlocked.Increment(ref _sending);
                Outcome? outcome;
                try
                {
                    outcome = await SendInTurnAsync(ready, account, ct);
                }
                finally
                {
                    Interlocked.Decrement(ref _sending);
                }

                if (outcome is not null)
                    await AfterAsync(ready, account, outcome, ct);
                break;
        }
    }

    /// <summary>Shortly before it is armed, each post at an instant of its own: many due in one second must not all ask PostgreSQL in it.</summary>
    private async Task WarmAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        var ahead = TimeSpan.FromMilliseconds(options.ArmAheadMs) + (WarmAhead * (0.25 + (0.75 * Random.Shared.NextDouble())));
        await timer.UntilAsync(post.SendAt - ahead, WarmStep, ct);
        if (post.SendAt <= clock.GetUtcNow())
            return;
        await clearance.WarmAsync(post, account, ct);
        await timer.UntilAsync(post.SendAt - TimeSpan.FromMilliseconds(options.ArmAheadMs) - ConnectAhead, WarmStep, ct);
        if (post.SendAt > clock.GetUtcNow())
            _ = publishers[post.Format].ConnectAsync(account);      // all of one second together: as many connections as there are sends
    }

    /// <summary>What came of it; null: it was not armed.</summary>
    private async Task<Outcome?> SendInTurnAsync(OutgoingPost post, ConnectedAccount account, CancellationToken ct)
    {
        using var activity = Tracing.Source.StartActivity("publish");
        using var turn = await lanes.EnterAsync(post.AccountId, ct);
        if (await clearance.AskAsync(post, account, ct) is { } wait)
        {
            await FailPreparationAsync(post, account, wait, ct);
            return null;
        }

        Failpoint.Hit("publish.before-arm");
        var request = new ArmRequest(EffectSubject.Publication, Guid.CreateVersion7(), post.Id, post.Epoch, new Approval(post.ContentVersion, post.Seal),
            post.Fingerprint, post.Handle, post.RequestDigest, options.DeadlineSeconds);
        ArmResult armed;
        try
        {
            while ((armed = await arming.ArmAsync(request)) == ArmResult.Busy)
                await Task.Delay(BusyPause, ct);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            clearance.Withdraw(account);
            await outcomes.DisownAsync(request);
            throw;
        }

        if (armed != ArmResult.Armed)
        {
            clearance.Withdraw(account);
            await StandBackAsync(post, armed, ct);
            return null;
        }

        // From here on an outcome is always written: the post may be public by the time this process is told to stop.
        var armedAt = TimeProvider.System.GetTimestamp();
        Tracing.CurrentAttempt = request.AttemptId;
        Failpoint.Hit("publish.armed");
        await timer.UntilAsync(post.SendAt, CancellationToken.None);
        Failpoint.Hit("publish.before-send");
        var verdict = TimeProvider.System.GetElapsedTime(armedAt).TotalSeconds > options.GateSeconds || !heartbeat.IsAlive
            ? AttemptVerdict.Abandoned(EffectSubject.Publication, request.AttemptId)
            : await SendOnceAsync(post, account, request.AttemptId, armedAt);
        if (verdict.Outcome.WasSent)
            Failpoint.Hit("publish.answered");
        else
            clearance.Withdraw(account);
        var state = await outcomes.WriteAsync(verdict);
        Failpoint.Hit("publish.outcome-committed");
        LogOutcome(post.Id, post.Platform, post.RetryCount + 1, verdict.Outcome.GetType().Name, state ?? "closed by another", (clock.GetUtcNow() - post.ScheduledAt).TotalSeconds);
        return verdict.Outcome;
    }

    private async Task StandBackAsync(OutgoingPost post, ArmResult armed, CancellationToken ct)
    {
        if (armed == ArmResult.Held)
        {
            await publications.HoldBackAsync(post, options.HeldSeconds, ct);
            LogHeld(post.Id, post.Platform);
        }
        else
        {
            LogLost(post.Id, post.Epoch);
        }
    }

    private async Task<AttemptVerdict> SendOnceAsync(OutgoingPost post, ConnectedAccount account, Guid attemptId, long armedAt)
    {
        var left = TimeSpan.FromSeconds(options.DeadlineSeconds) - TimeProvider.System.GetElapsedTime(armedAt);
        if (left <= TimeSpan.Zero)
            return AttemptVerdict.Abandoned(EffectSubject.Publication, attemptId);
        using var deadline = new CancellationTokenSource(left);
        Failpoint.Hit("publish.past-gate");
        try
        {
            var (outcome, response) = await publishers[post.Format].SendAsync(post, account, deadline.Token);
            return new AttemptVerdict(EffectSubject.Publication, attemptId, outcome, "response", response);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new AttemptVerdict(EffectSubject.Publication, attemptId, new Outcome.Unknown("deadline", "정해진 시간 안에 응답이 없어 결과를 확인합니다."), "response", null);
        }
    }

    /// <summary>What may follow an outcome but must never change it: the account's state, the public address.</summary>
    /// <remarks>The address costs a call and a commit of its own. In a rush it is left to the read-back, which asks the platform for the post anyway.</remarks>
    private async Task AfterAsync(OutgoingPost post, ConnectedAccount account, Outcome outcome, CancellationToken ct)
    {
        if (outcome is Outcome.Rejected { NeedsReconnect: true } rejected)
            await deadTokens.SetAsideAsync(account, rejected);
        var isCalm = Volatile.Read(ref _sending) <= Calm && clock.GetUtcNow() - post.SendAt < Punctual;
        if (isCalm && outcome is Outcome.Published { PlatformPostId: { } id, PostUrl: null } && await publishers[post.Format].FindUrlAsync(id, account, ct) is { } url)
            await publications.StoreUrlAsync(post.Id, url, ct);
    }

    private async Task FailPreparationAsync(OutgoingPost post, ConnectedAccount? account, Outcome outcome, CancellationToken ct)
    {
        var (status, code, reason, wait, burns, drops) = outcome switch
        {
            Outcome.TryLater t => ("try_later", t.Code, t.Reason, t.Wait, t.Burns, t.DropsHandle),
            Outcome.Rejected r => ("rejected", r.Code, r.Reason, (TimeSpan?)TimeSpan.Zero, false, false),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (await publications.FailPreparationAsync(post, status, code, reason, wait?.TotalSeconds, burns, drops, ct) > 0)
        {
            live.Announce();
            LogNotPrepared(post.Id, post.Platform, code, reason);
        }

        if (account is not null && outcome is Outcome.Rejected { NeedsReconnect: true } rejected)
            await deadTokens.SetAsideAsync(account, rejected);
    }

    [LoggerMessage(2010, LogLevel.Information, "Publication {PublicationId} on {Platform}, attempt {Attempt}: {Outcome}, now {State}, {DelaySeconds:0.000} s after its second", EventName = "PublishOutcome")]
    private partial void LogOutcome(Guid publicationId, string platform, int attempt, string outcome, string state, double delaySeconds);

    [LoggerMessage(2011, LogLevel.Information, "Publication {PublicationId} (claim {Epoch}) was cancelled, edited or taken over; not sent", EventName = "PublishLost")]
    private partial void LogLost(Guid publicationId, int epoch);

    [LoggerMessage(2013, LogLevel.Information, "Publication {PublicationId} on {Platform} is on hold; not sent", EventName = "PublishHeld")]
    private partial void LogHeld(Guid publicationId, string platform);

    [LoggerMessage(2014, LogLevel.Error, "Publication {PublicationId} on {Platform}: its run failed unexpectedly", EventName = "PublishFaulted")]
    private partial void LogFaulted(Exception e, Guid publicationId, string platform);

    [LoggerMessage(5100, LogLevel.Error, "Publication {PublicationId} is not as content {ContentId} was approved; not sent", EventName = "ApprovalSealBroken")]
    private partial void LogBrokenSeal(Guid publicationId, Guid contentId);

    [LoggerMessage(2012, LogLevel.Warning, "Publication {PublicationId} on {Platform} could not be prepared: {ErrorCode} {Reason}", EventName = "PublishNotPrepared")]
    private partial void LogNotPrepared(Guid publicationId, string platform, string errorCode, string reason);
}
