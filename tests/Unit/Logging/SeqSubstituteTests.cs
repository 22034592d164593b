using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Serilog;

namespace SnsOps.Unit.Logging;

/// <summary>What our own sink adds to the official one. Not compiled where the official package is in use.</summary>
public sealed class SeqSubstituteTests : IDisposable
{
    private readonly MeterListener _meters = new();
    private readonly ConcurrentDictionary<string, long> _dropped = new();

    public SeqSubstituteTests()
    {
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "snsops_log_events_dropped_total", Meter.Name: "SnsOps.Logging" })
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((_, count, tags, _) =>
            _dropped.AddOrUpdate((string?)tags[0].Value ?? "", count, (_, sum) => sum + count));
        _meters.Start();
    }

    public void Dispose() => _meters.Dispose();

    [Fact]
    public async Task Events_beyond_the_queue_are_dropped_and_counted()
    {
        var posting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var server = new TaskCompletionSource<HttpResponseMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var seq = new FakeSeq
        {
            Answer = (post, _) =>
            {
                posting.TrySetResult();
                return post == 1 ? server.Task : Task.FromResult(FakeSeq.Accept());
            },
        };
        await using (var logger = new LoggerConfiguration().WriteTo.Seq("http://seq.test", queueSizeLimit: 10, messageHandler: seq).CreateLogger())
        {
            logger.Information("first");
            await posting.Task.WaitAsync(TestContext.Current.CancellationToken);
            for (var number = 0; number < 100; number++)
                logger.Information("{Number}", number);
            server.SetResult(FakeSeq.Accept());
        }

        Assert.Equal(90, _dropped["QueueFull"]);
        Assert.Equal(11, seq.Events.Count);
    }

    [Fact]
    public async Task An_event_over_the_limit_is_dropped_and_its_neighbours_arrive()
    {
        using var seq = new FakeSeq();
        await using (var logger = seq.Logger())
        {
            logger.Information("before");
            logger.Information("{Text}", new string('가', 256 * 1024 / 3));
            logger.Information("after");
        }

        Assert.Equal(["before", "after"], seq.Events.Select(e => e.GetProperty("@mt").GetString()));
        Assert.Equal(1, _dropped["TooLarge"]);
    }

    [Fact]
    public async Task A_property_that_cannot_be_written_does_not_stop_the_others()
    {
        using var seq = new FakeSeq();
        await using (var logger = seq.Logger())
        {
            logger.Error(new UnprintableException(), "broken");
            logger.Information("after");
        }

        Assert.Equal("after", Assert.Single(seq.Events).GetProperty("@mt").GetString());
        Assert.Equal(1, _dropped["NotWritable"]);
    }

    [Fact]
    public async Task A_batch_too_large_for_the_server_is_split()
    {
        using var seq = new FakeSeq
        {
            Answer = (_, posted) => Task.FromResult(posted.Events.Count > 3 ? new HttpResponseMessage(HttpStatusCode.RequestEntityTooLarge) : FakeSeq.Accept()),
        };
        await using (var logger = seq.Logger(period: TimeSpan.FromHours(1)))
        {
            for (var number = 0; number < 20; number++)
                logger.Information("{Number}", number);
        }

        Assert.Equal(Enumerable.Range(0, 20), seq.Events.Select(e => e.GetProperty("Number").GetInt32()));
    }

    [Fact]
    public async Task What_the_server_refuses_for_good_is_counted_and_the_next_batch_goes_out()
    {
        var refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var seq = new FakeSeq
        {
            Answer = (post, _) =>
            {
                refused.TrySetResult();
                return Task.FromResult(post == 1 ? new HttpResponseMessage(HttpStatusCode.BadRequest) : FakeSeq.Accept());
            },
        };
        await using (var logger = seq.Logger())
        {
            logger.Information("bad");
            await refused.Task.WaitAsync(TestContext.Current.CancellationToken);
            logger.Information("good");
        }

        Assert.Equal("good", Assert.Single(seq.Events).GetProperty("@mt").GetString());
        Assert.Equal(1, _dropped["Refused"]);
    }

    [Fact]
    public async Task Closing_while_the_server_is_away_ends_at_once_and_counts_the_rest()
    {
        using var seq = new FakeSeq { Answer = (_, _) => Task.FromException<HttpResponseMessage>(new HttpRequestException("away")) };
        await using (var logger = seq.Logger(period: TimeSpan.FromHours(1)))
        {
            for (var number = 0; number < 5; number++)
                logger.Information("{Number}", number);
        }

        Assert.Equal(5, _dropped["Shutdown"]);
    }

    [Fact]
    public void A_buffer_on_disk_is_refused_with_the_reason()
    {
        var refusal = Assert.Throws<NotSupportedException>(() => new LoggerConfiguration().WriteTo.Seq("http://seq.test", bufferBaseFilename: "logs/buffer"));

        Assert.Contains("official Serilog.Sinks.Seq package", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class UnprintableException : Exception
    {
        public override string ToString() => throw new InvalidOperationException("no text");
    }
}
