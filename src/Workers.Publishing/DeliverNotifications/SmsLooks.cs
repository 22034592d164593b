using SnsOps.Shared.Effects;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;
using SnsOps.Workers.Publishing.Channels;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>Finds out from the gateway's list what became of text messages: of those without an answer whether they were taken at all, of the others whether they arrived.</summary>
/// <remarks>A message is sent again only when two complete lists, a minute apart and past the send's time, do not have it.</remarks>
internal sealed partial class SmsLooks(
    SmsLookSql rows, SensClient sens, DeliveryOutcomeSql outcomes, LiveEvents live, DeliveryOptions options, ILogger<SmsLooks> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(1), After = TimeSpan.FromMinutes(2);
    private readonly BoundedExecutor _looking = new("looks at text messages", 1, logger);

    /// <summary>Looks at what is due, beside the caller; one round at a time.</summary>
    public void Start()
    {
        if (sens.IsConfigured && _looking.Free > 0)
            _looking.TryRun(LookAsync);
    }

    public ValueTask DisposeAsync() => _looking.DisposeAsync();

    private async Task LookAsync(CancellationToken ct)
    {
        foreach (var unknown in await rows.TakeUnknownAsync(ct))
            await LookUpAsync(unknown, ct);
        foreach (var sent in await rows.TakeSentAsync(ct))
        {
            if (await sens.FindAsync(sent.RemoteId, ct) is SensAnswer.Ok { Messages: [{ IsCompleted: true } seen, ..] })
            {
                var delivered = seen.StatusName == "success";
                await rows.WriteReceiptAsync(sent.Id, delivered, seen.StatusMessage, ct);
                if (!delivered)
                    live.Announce();
                LogReceipt(sent.Id, delivered);
            }
        }
    }

    private async Task LookUpAsync(UnknownSms unknown, CancellationToken ct)
    {
        var answer = await sens.ListAsync(unknown.ArmedAt - Before, unknown.SendDeadline + After, ct);
        Failpoint.Hit("delivery.looked");
        if (answer is not SensAnswer.Ok { HasMore: false } list)
            return;                                                 // the next look is set already
        var matches = list.Messages.Where(m => m is { To: not null, Content: not null } && !unknown.Others.Contains(m.RequestId) && Letter.FingerprintOf(m.To, m.Content).AsSpan().SequenceEqual(unknown.Fingerprint))
            .Select(m => m.RequestId).Distinct().ToList();
        var found = matches switch
        {
            [{ } id] => await outcomes.WriteAsync(unknown.Id, new Outcome.Published(id), "listing", null),
            [] when IsAbsent(unknown) => await outcomes.WriteAsync(unknown.Id, new Outcome.TryLater("not_there", "발송 목록에 없는 것이 확인되어 다시 보냅니다.", TimeSpan.FromSeconds(1)), "listing", null),
            _ => null,
        };
        if (matches.Count == 0 && found is null)
            await rows.MarkAbsentAsync(unknown.Id, ct);
        else if (matches.Count > 1)
            await rows.StopLookingAsync(unknown.Id, ct);
        LogLooked(unknown.DeliveryId, matches.Count, found ?? "unknown");
    }

    private bool IsAbsent(UnknownSms unknown) => unknown.AbsentSince is { } first
        && unknown.Now - first >= TimeSpan.FromSeconds(options.AbsenceSeconds) && unknown.Now > unknown.SendDeadline + TimeSpan.FromSeconds(options.HorizonSeconds);

    [LoggerMessage(5125, LogLevel.Information, "Delivery {DeliveryId} by sms was looked for: {Matches} in the list, now {State}", EventName = "SmsLookedUp")]
    private partial void LogLooked(Guid deliveryId, int matches, string state);

    [LoggerMessage(5126, LogLevel.Information, "Delivery {DeliveryId} by sms: delivered is {Delivered}", EventName = "SmsReceipt")]
    private partial void LogReceipt(Guid deliveryId, bool delivered);
}
