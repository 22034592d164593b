using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Live;
using SnsOps.Workers.Publishing.Channels;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>Takes one claimed delivery to its outcome: arm, send once, write down what came of it.</summary>
internal sealed partial class DeliveryRunner(
    DeliverySql rows, DeliveryOutcomeSql outcomes, LetterWriter letters, IEnumerable<IDeliveryChannel> channels, WorkerHeartbeat heartbeat, LiveEvents live,
    DeliveryOptions options, TimeProvider clock, ILogger<DeliveryRunner> logger)
{
    private readonly Dictionary<string, IDeliveryChannel> _channels = channels.ToDictionary(c => c.Name);

    public async Task RunAsync(OutgoingDelivery row, CancellationToken ct)
    {
        Failpoint.Hit("delivery.claimed");
        var channel = _channels[row.Channel];
        if (letters.Write(row) is not { } written)
        {
            await rows.CancelAsync(row, nothingToSay: true, ct);
            return;
        }

        var letter = channel.Fit(written);
        var attemptId = Guid.CreateVersion7();
        if (!await rows.ArmAsync(row, attemptId, letter.Fingerprint, ct))
        {
            LogNotSent(row.Id, row.Channel, await rows.CancelAsync(row, nothingToSay: false, ct) ? "called off" : "given back");
            return;
        }

        // From here on an outcome is always written: it may have arrived by the time this process is told to stop.
        var armedAt = TimeProvider.System.GetTimestamp();
        Tracing.CurrentAttempt = attemptId;
        Failpoint.Hit("delivery.armed");
        var (outcome, resolvedBy, response) = TimeProvider.System.GetElapsedTime(armedAt).TotalSeconds > options.GateSeconds || !heartbeat.IsAlive
            ? Abandoned
            : await SendOnceAsync(channel, letter, armedAt);
        if (outcome.WasSent)
            Failpoint.Hit("delivery.answered");
        var state = await outcomes.WriteAsync(attemptId, outcome, resolvedBy, response);
        Failpoint.Hit("delivery.outcome-committed");
        if (state is "failed" or "unknown")
            live.Announce();
        LogOutcome(row.Id, row.Purpose, row.Channel, row.RetryCount + 1, outcome.GetType().Name, state ?? "closed by another", (clock.GetUtcNow() - row.CreatedAt).TotalSeconds);
    }

    private static (Outcome Outcome, string ResolvedBy, string? Response) Abandoned =>
        (new Outcome.TryLater("abandoned", "보내기 전에 너무 지체되어 다시 시도합니다.", TimeSpan.FromSeconds(1), Burns: false), "gate", null);

    private async Task<(Outcome Outcome, string ResolvedBy, string? Response)> SendOnceAsync(IDeliveryChannel channel, Letter letter, long armedAt)
    {
        Failpoint.Hit("delivery.before-send");
        var left = TimeSpan.FromSeconds(options.DeadlineSeconds) - TimeProvider.System.GetElapsedTime(armedAt);
        if (left <= TimeSpan.Zero)
            return Abandoned;
        using var deadline = new CancellationTokenSource(left);
        try
        {
            var (outcome, response) = await channel.SendAsync(letter, deadline.Token);
            return (outcome, "response", response);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return (new Outcome.Unknown("deadline", "정해진 시간 안에 응답이 없어 도착했는지 알 수 없습니다."), "response", null);
        }
    }

    [LoggerMessage(5121, LogLevel.Information, "Delivery {DeliveryId} ({Purpose}) by {Channel}, attempt {Attempt}: {Outcome}, now {State}, {DelaySeconds:0.000} s after it was asked for", EventName = "DeliveryOutcome")]
    private partial void LogOutcome(Guid deliveryId, string purpose, string channel, int attempt, string outcome, string state, double delaySeconds);

    [LoggerMessage(5122, LogLevel.Information, "Delivery {DeliveryId} by {Channel} was not sent: {Why}", EventName = "DeliveryNotSent")]
    private partial void LogNotSent(Guid deliveryId, string channel, string why);
}
