using Npgsql;
using SnsOps.Api.Live;

namespace SnsOps.Api.Presence;

/// <summary>Writes down who is connected here: soon after somebody comes or goes, and once a minute for those who stay. One statement for all of them.</summary>
internal sealed partial class PresenceKeeper(LiveHub hub, PresenceSql presence, LiveOptions options, ILogger<PresenceKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);
    private HashSet<Guid> _noted = [];
    private long _notedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.PresenceSeconds));
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await NoteAsync(hub.Users(), stoppingToken);
    }

    /// <summary>Nobody is here any more.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await NoteAsync([], cancellationToken);
    }

    private async Task NoteAsync(HashSet<Guid> here, CancellationToken ct)
    {
        var gone = _noted.Except(here).ToList();
        if (gone.Count == 0 && here.SetEquals(_noted) && (here.Count == 0 || TimeProvider.System.GetElapsedTime(_notedAt) < Refresh))
            return;
        try
        {
            await presence.NoteAsync(here, gone, ct);
            (_noted, _notedAt) = (here, TimeProvider.System.GetTimestamp());
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            LogUnnoted(e);
        }
    }

    [LoggerMessage(5127, LogLevel.Warning, "Who is connected could not be written down; tried again in a moment", EventName = "PresenceUnnoted")]
    private partial void LogUnnoted(Exception e);
}
