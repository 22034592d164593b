using SnsOps.Shared.Lanes;
using SnsOps.Shared.Live;
using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.ReadBackEffects;

/// <summary>Looks whether what was sent is still as it was made, and keeps what it saw. Taking a look is a lease, so a dead process frees it by itself.</summary>
/// <remarks>Nothing is sent from here: a post that is gone stays published, is marked as not visible, and people are told.</remarks>
internal sealed partial class ReadBackSweep(
    ReadBackSql readBacks, PostReader posts, CommentReader comments, AccountTokens tokens, LiveEvents live, ReadBackOptions options, ILogger<ReadBackSweep> logger) : ISweep, IAsyncDisposable
{
    private readonly BoundedExecutor _executor = new("reading back", options.Capacity, logger);

    public string Name => "what to read back";

    public async Task SweepAsync(CancellationToken ct)
    {
        if (_executor.Free is not (> 0 and var free))
            return;
        foreach (var look in await readBacks.TakeAsync(free, ct))
            _executor.TryRun(stopping => LookAsync(look, stopping));
    }

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    private async Task LookAsync(ReadBack look, CancellationToken ct)
    {
        var view = await tokens.FindAsync(look.AccountId, ct) is { } account
            ? await ReadAsync(look, account, ct)
            : new View.Unclear("the account is not connected");
        switch (view)
        {
            case View.Seen seen:
                await readBacks.CloseAsync(look, "seen", null, seen.PostUrl, ct);
                LogSeen(look.SubjectKind, look.SubjectId, look.Number);
                break;
            case View.Absent absent when look.WasAbsent:
                if (await readBacks.CloseAsync(look, "gone", absent.Reason, null, ct))
                    live.Announce();
                LogGone(look.SubjectKind, look.SubjectId, look.Platform, absent.Reason);
                break;
            case View.Unclear { HeldBackFor: { } wait } when !look.IsDayLate:
                await readBacks.WaitAsync(look, wait, ct);
                break;
            case View.Unclear unclear when look.Looks >= options.UnclearLooks:
                await readBacks.CloseAsync(look, "unclear", unclear.Reason, null, ct);
                LogUnclear(look.SubjectKind, look.SubjectId, look.Platform, unclear.Reason);
                break;
            default:
                await readBacks.LookAgainAsync(look, view is View.Absent, ct);
                break;
        }
    }

    private Task<View> ReadAsync(ReadBack look, ConnectedAccount account, CancellationToken ct) =>
        look.Subject == ReadBackSubject.Publication ? posts.ReadAsync(look, account, ct)
        : look.Subject == ReadBackSubject.Reply ? comments.ReadReplyAsync(look, account, ct) : comments.ReadActionAsync(look, account, ct);

    [LoggerMessage(2060, LogLevel.Debug, "{SubjectKind} {SubjectId} was seen, look {Number}", EventName = "ReadBackSeen")]
    private partial void LogSeen(string subjectKind, Guid subjectId, int number);

    [LoggerMessage(2061, LogLevel.Warning, "{SubjectKind} {SubjectId} on {Platform} is not as it was made any more: {Reason}", EventName = "ReadBackGone")]
    private partial void LogGone(string subjectKind, Guid subjectId, string platform, string reason);

    [LoggerMessage(2062, LogLevel.Information, "Whether {SubjectKind} {SubjectId} on {Platform} is as it was made could not be told: {Reason}", EventName = "ReadBackUnclear")]
    private partial void LogUnclear(string subjectKind, Guid subjectId, string platform, string reason);
}
