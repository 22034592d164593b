using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Serilog;
using Serilog.Core;

namespace SnsOps.Unit.Logging;

/// <summary>A Seq server in place of the network: keeps what it accepts and answers as the test says.</summary>
internal sealed class FakeSeq : HttpMessageHandler
{
    private readonly ConcurrentQueue<Posted> _accepted = new();
    private int _posts;

    /// <summary>The answer to the nth request, counted from 1.</summary>
    public Func<int, Posted, Task<HttpResponseMessage>> Answer { get; init; } = (_, _) => Task.FromResult(Accept());

    /// <summary>Requests answered with a 2xx.</summary>
    public IReadOnlyList<Posted> Accepted => [.. _accepted];

    public IReadOnlyList<JsonElement> Events => [.. _accepted.SelectMany(posted => posted.Events)];

    public int Posts => Volatile.Read(ref _posts);

    public static HttpResponseMessage Accept(string body = "{}") =>
        new(HttpStatusCode.Created) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public Logger Logger(Func<LoggerConfiguration, LoggerConfiguration>? more = null, TimeSpan? period = null, int batchPostingLimit = 1000, string? apiKey = null) =>
        (more ?? (c => c))(new LoggerConfiguration())
            .WriteTo.Seq("http://seq.test", period: period ?? TimeSpan.FromMilliseconds(1), batchPostingLimit: batchPostingLimit, apiKey: apiKey, messageHandler: this)
            .CreateLogger();

    /// <summary>Logs, closes the logger and returns the one event that arrived.</summary>
    public async Task<JsonElement> ReceiveAsync(Action<Logger> log)
    {
        await using (var logger = Logger(c => c.MinimumLevel.Verbose()))
            log(logger);
        return Assert.Single(Events);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var content = request.Content ?? throw new InvalidOperationException("A batch has a body.");
        var posted = new Posted(
            request.RequestUri?.AbsolutePath ?? "",
            content.Headers.ContentType?.MediaType ?? "",
            request.Headers.Concat(content.Headers).FirstOrDefault(header => header.Key == "X-Seq-ApiKey").Value?.Single(),
            await content.ReadAsStringAsync(cancellationToken));
        var response = await Answer(Interlocked.Increment(ref _posts), posted);
        if (response.IsSuccessStatusCode)
            _accepted.Enqueue(posted);
        return response;
    }
}

/// <summary>One request to Seq.</summary>
internal sealed record Posted(string Path, string MediaType, string? ApiKey, string Body)
{
    public IReadOnlyList<JsonElement> Events =>
        [.. Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
}
