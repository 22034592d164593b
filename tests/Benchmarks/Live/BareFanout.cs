using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SnsOps.Benchmarks.Live;

/// <summary>The least that tells all who are connected the same thing at a pace: Kestrel, a buffer, a loop. A process of its own, so that its CPU can be read.</summary>
internal static class BareFanout
{
    /// <summary>Serves until it is told to end.</summary>
    public static async Task RunAsync(int port, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder([$"--urls=http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}"]);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var (gate, sockets) = (new Lock(), new List<WebSocket>());
        app.UseWebSockets();
        app.MapGet("/ws", async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            lock (gate)
                sockets.Add(socket);
            try
            {
                await socket.SendAsync("{}"u8.ToArray().AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, context.RequestAborted);
                while ((await socket.ReceiveAsync(new byte[256].AsMemory(), context.RequestAborted)).MessageType != WebSocketMessageType.Close)
                {
                    // only its end is of interest
                }
            }
            catch (Exception e) when (e is OperationCanceledException or WebSocketException)
            {
                // it is gone
            }

            lock (gate)
                sockets.Remove(socket);
        });
        app.MapPost("/tell", async (int events, double everyMs, int bytes) =>
        {
            WebSocket[] all;
            lock (gate)
                all = [.. sockets];
            var began = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < events; i++)
            {
                if (TimeSpan.FromMilliseconds(i * everyMs) - TimeProvider.System.GetElapsedTime(began) is { Ticks: > 0 } early)
                    await Task.Delay(early);
                await BroadcastAsync(all, Message(bytes));
            }

            return Results.NoContent();
        });
        await BareServer.ServeAsync(app, ct);
    }

    /// <summary>One send after another; only what does not end at once is waited for, together.</summary>
    private static async Task BroadcastAsync(WebSocket[] all, byte[] message)
    {
        List<Task>? late = null;
        foreach (var socket in all)
        {
            var sending = socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
            if (!sending.IsCompletedSuccessfully)
                (late ??= []).Add(sending.AsTask());
        }

        if (late is not null)
            await Task.WhenAll(late);
    }

    private static byte[] Message(int bytes)
    {
        var text = $$"""{"at": {{TimeProvider.System.GetTimestamp().ToString(CultureInfo.InvariantCulture)}}, "message": "}""";
        return Encoding.UTF8.GetBytes(text.PadRight(bytes, '.'));
    }
}
