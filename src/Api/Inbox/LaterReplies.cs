using System.Threading.Channels;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Inbox;

/// <summary>Nudges for answers whose time to be called off has ended. One that is lost with this process is found by the sweep a few seconds later.</summary>
internal sealed class LaterReplies(NudgeProducer producer, TimeProvider clock) : BackgroundService
{
    /// <summary>The row's time is the database's: a nudge that comes a little before it would find nothing.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(20);

    private readonly Channel<Waiting> _arrivals = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Nudges after so many seconds, at once when there are none.</summary>
    public void Send(Guid accountId, Guid replyId, double seconds)
    {
        if (seconds <= 0)
            producer.Send(Topics.Publishing, Kinds.ReplyDue, accountId, replyId);
        else
            _arrivals.Writer.TryWrite(new Waiting(clock.GetTimestamp(), TimeSpan.FromSeconds(seconds), accountId, replyId));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var waiting = new PriorityQueue<Waiting, TimeSpan>();
        var begun = clock.GetTimestamp();
        for (var news = NewsAsync(); ;)
        {
            while (_arrivals.Reader.TryRead(out var arrived))
                waiting.Enqueue(arrived, clock.GetElapsedTime(begun, arrived.Since) + arrived.For + Grain);
            while (waiting.TryPeek(out var next, out var at) && at <= clock.GetElapsedTime(begun))
            {
                producer.Send(Topics.Publishing, Kinds.ReplyDue, next.AccountId, next.ReplyId);
                waiting.Dequeue();
            }

            if (waiting.TryPeek(out _, out var soonest))
                await Task.WhenAny(news, Task.Delay(Until(soonest - clock.GetElapsedTime(begun)), clock, stoppingToken));
            else
                await news;
            stoppingToken.ThrowIfCancellationRequested();
            if (news.IsCompleted)
                news = NewsAsync();
        }

        Task<bool> NewsAsync() => _arrivals.Reader.WaitToReadAsync(stoppingToken).AsTask();
        static TimeSpan Until(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
    }

    private sealed record Waiting(long Since, TimeSpan For, Guid AccountId, Guid ReplyId);
}
