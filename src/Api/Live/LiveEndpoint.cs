using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Npgsql;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Live;

/// <summary><c>/ws?token=…&amp;since=…</c>: what happens, as it happens.</summary>
internal static class LiveEndpoint
{
    private const int ReplayPage = 500;

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.Map("/ws", ConnectAsync).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        // Before anything else stops: the web server waits for its connections to end.
        app.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(app.ServiceProvider.GetRequiredService<LiveHub>().CloseAll);
    }

    private static async Task ConnectAsync(HttpContext context, LiveAdmission admission, LiveHub hub, EventSql events, LiveOptions options, TimeProvider clock)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await ProblemAnswers.WriteAsync(context, ProblemKinds.WebSocketOnly.Plain());
            return;
        }

        var ct = context.RequestAborted;
        // Before the ticket is taken, which lives for 30 s and once.
        if (!await hub.Started.WaitAsync(ct))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        var admitted = await admission.AdmitAsync(context, ct);
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        if (admitted is null)
        {
            await RefuseAsync(socket, LiveConnection.TokenEnded, "token invalid or expired", ct);
            return;
        }

        var since = long.TryParse(context.Request.Query["since"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : (long?)null;
        using var connection = new LiveConnection(socket, GatheringStream.Of(context), admitted.User, admitted.EndsAt, options);
        // One that resumes may have read further on another instance than this one has come.
        connection.Position = since ?? 0;
        if (!hub.TryAdd(connection))
        {
            await RefuseAsync(socket, LiveConnection.TooMany, "too many connections of this user", ct);
            return;
        }

        try
        {
            await connection.RunAsync(send => OpenAsync(send, since, connection, events, options, clock, ct), ct);
        }
        finally
        {
            hub.Remove(connection);
        }
    }

    private static async Task OpenAsync(
        LiveSend send, long? since, LiveConnection connection, EventSql events, LiveOptions options, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            await (since is { } from ? ResumeAsync(send, from, connection, events, options, clock, ct) : send(Hello(connection.Position, resumed: false, clock)));
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            connection.Close(WebSocketCloseStatus.InternalServerError, "the database is away, try again");
        }
    }

    /// <summary>Says where the log stands, then sends what the client missed, or that it must read everything anew.</summary>
    private static async Task ResumeAsync(
        LiveSend send, long since, LiveConnection connection, EventSql events, LiveOptions options, TimeProvider clock, CancellationToken ct)
    {
        var upTo = connection.Position;
        var (oldest, newest) = await events.RangeAsync(ct);
        if (since > newest || (since < newest && since + 1 < oldest)
            || (upTo - since > options.ReplayLimit && await events.MissedMoreThanAsync(connection.User, since, upTo, options.ReplayLimit, ct)))
        {
            // A number from another database would silence it for long.
            connection.Position = Math.Min(upTo, newest);
            await send(Hello(connection.Position, resumed: false, clock));
            await send(LiveConnection.Resync(connection.Position));
            return;
        }

        await send(Hello(upTo, resumed: true, clock));
        for (var at = since; at < upTo;)
        {
            var rows = await events.MissedAsync(connection.User, at, upTo, ReplayPage, ct);
            LiveEventRow[] theirs = [.. rows.Where(r => r.IsFor(connection.User))];
            for (var i = 0; i < theirs.Length; i++)
                await send(theirs[i].Bytes, more: i < theirs.Length - 1);
            at = rows.Count < ReplayPage ? upTo : rows[^1].Seq;
        }
    }

    private static byte[] Hello(long seq, bool resumed, TimeProvider clock) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $$"""{"type":"hello","seq":{{seq}},"resumed":{{(resumed ? "true" : "false")}},"now":"{{clock.GetUtcNow().UtcDateTime:O}}"}"""));

    /// <summary>Browsers cannot read a refused handshake, so it is accepted and closed with a code they can.</summary>
    private static async Task RefuseAsync(WebSocket socket, WebSocketCloseStatus status, string reason, CancellationToken ct)
    {
        await socket.CloseOutputAsync(status, reason, ct);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await socket.ReceiveAsync(new byte[256].AsMemory(), patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // it is closed either way
        }
    }
}
