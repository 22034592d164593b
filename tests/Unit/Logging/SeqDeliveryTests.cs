using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace SnsOps.Unit.Logging;

/// <summary>How events get to Seq, or do not.</summary>
public sealed class SeqDeliveryTests
{
    [Fact]
    public async Task Events_are_posted_as_clef_with_the_api_key()
    {
        using var seq = new FakeSeq();
        await using (var logger = seq.Logger(apiKey: "k-123"))
            logger.Information("hello");

        var posted = Assert.Single(seq.Accepted);
        Assert.Contains(posted.Path, new[] { "/ingest/clef", "/api/events/raw" });
        Assert.Equal("application/vnd.serilog.clef", posted.MediaType);
        Assert.Equal("k-123", posted.ApiKey);
    }

    [Fact]
    public async Task Closing_the_logger_sends_everything_in_order_and_in_batches()
    {
        using var seq = new FakeSeq();
        await using (var logger = seq.Logger(period: TimeSpan.FromHours(1), batchPostingLimit: 1000))
        {
            for (var number = 0; number < 2500; number++)
                logger.Information("{Number}", number);
        }

        Assert.Equal(Enumerable.Range(0, 2500), seq.Events.Select(e => e.GetProperty("Number").GetInt32()));
        Assert.All(seq.Accepted, posted => Assert.InRange(posted.Events.Count, 1, 1000));
    }

    [Fact]
    public async Task A_batch_that_could_not_be_delivered_is_sent_again()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var seq = new FakeSeq
        {
            Answer = (post, _) =>
            {
                if (post == 1)
                    return Task.FromException<HttpResponseMessage>(new HttpRequestException("refused"));
                if (post == 2)
                    return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
                arrived.TrySetResult();
                return Task.FromResult(FakeSeq.Accept());
            },
        };
        await using (var logger = seq.Logger())
        {
            logger.Information("{Number}", 7);
            await arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(7, Assert.Single(seq.Events).GetProperty("Number").GetInt32());
    }

    [Fact]
    public async Task The_server_sets_the_level()
    {
        using var seq = new FakeSeq { Answer = (_, _) => Task.FromResult(FakeSeq.Accept("""{"MinimumLevelAccepted":"Debug"}""")) };
        var level = new LoggingLevelSwitch(LogEventLevel.Warning);
        await using (var logger = Controlled(seq, level))
            logger.Warning("one");

        Assert.Equal(LogEventLevel.Debug, level.MinimumLevel);
    }

    [Fact]
    public async Task The_server_gives_the_level_back()
    {
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var seq = new FakeSeq
        {
            Answer = (post, _) =>
            {
                first.TrySetResult();
                return Task.FromResult(FakeSeq.Accept(post == 1 ? """{"MinimumLevelAccepted":"Error"}""" : """{"MinimumLevelAccepted":null}"""));
            },
        };
        var level = new LoggingLevelSwitch(LogEventLevel.Information);
        await using (var logger = Controlled(seq, level))
        {
            logger.Error("one");
            await first.Task.WaitAsync(TestContext.Current.CancellationToken);
            logger.Error("two");
        }

        Assert.Equal(2, seq.Posts);
        Assert.Equal(LogEventLevel.Information, level.MinimumLevel);
    }

    [Fact]
    public async Task Configuration_alone_switches_it_on_and_its_calls_carry_no_trace()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Serilog:Using:0"] = "Serilog.Sinks.Seq",
            ["Serilog:WriteTo:0:Name"] = "Seq",
            ["Serilog:WriteTo:0:Args:serverUrl"] = $"http://{listener.LocalEndpoint}",
            ["Serilog:WriteTo:0:Args:apiKey"] = "k-456",
            ["Serilog:WriteTo:0:Args:period"] = "00:00:00.010",
        }).Build();
        using var activity = new Activity("publish").SetIdFormat(ActivityIdFormat.W3C).Start();
        await using var logger = new LoggerConfiguration().ReadFrom.Configuration(configuration).CreateLogger();

        logger.Information("over a real socket");

        var request = await AnswerOneAsync(listener, TestContext.Current.CancellationToken);
        Assert.StartsWith("POST ", request, StringComparison.Ordinal);
        Assert.Contains("X-Seq-ApiKey: k-456", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("traceparent", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Request-Id", request, StringComparison.OrdinalIgnoreCase);
    }

    private static Logger Controlled(FakeSeq seq, LoggingLevelSwitch level) => new LoggerConfiguration()
        .MinimumLevel.ControlledBy(level)
        .WriteTo.Seq("http://seq.test", period: TimeSpan.FromMilliseconds(1), controlLevelSwitch: level, messageHandler: seq)
        .CreateLogger();

    /// <summary>Answers the first request with 201 and returns its head.</summary>
    private static async Task<string> AnswerOneAsync(TcpListener listener, CancellationToken ct)
    {
        using var client = await listener.AcceptTcpClientAsync(ct);
        await using var stream = client.GetStream();
        var received = new StringBuilder();
        var buffer = new byte[4096];
        while (!received.ToString().Contains("over a real socket", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, ct);
            Assert.NotEqual(0, read);
            received.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        await stream.WriteAsync("HTTP/1.1 201 Created\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray(), ct);
        return received.ToString();
    }
}
