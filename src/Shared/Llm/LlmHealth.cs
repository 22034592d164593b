using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Shared.Llm;

/// <summary>Looks at each provider now and then, off the way of any request, and says who is asked first: one that failed two looks in a row is asked after all others.</summary>
/// <remarks>A look says nothing to the breaker: listing its models is not writing. It keeps the first request after a quiet hour from finding out by itself.</remarks>
internal sealed partial class LlmHealth(LlmLinks links, LlmCache cache, LlmOptions options, ILogger<LlmHealth> logger) : BackgroundService
{
    private const int Misses = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), MissingFor = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, int> _missed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Provider, string Model), long> _missing = new();

    /// <summary>Those to be asked, in order, without models that were not there a moment ago; about pictures, only those that can see them.</summary>
    public List<LlmLink> Order(LlmRequest request) =>
    [
        .. links.All.Where(link => (request.Images.Count == 0 || link.Sees(request.Task)) && !IsMissing(link.Name, link.ModelFor(request.Task)))
            .OrderBy(link => _missed.GetValueOrDefault(link.Name) >= Misses),
    ];

    /// <summary>A provider has said that it has no such model: it is spared for a while, and only for what wants that model.</summary>
    public void NoModel(LlmLink link, string model)
    {
        _missing[(link.Name, model)] = Stopwatch.GetTimestamp();
        LogNoModel(link.Name, model);
    }

    /// <summary>Looks at all of them once.</summary>
    public Task LookAsync(CancellationToken ct) => Task.WhenAll(links.All.Select(link => LookAsync(link, ct)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.HealthSeconds <= 0 || links.All.Count == 0)
            return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.HealthSeconds));
        do
        {
            await LookAsync(stoppingToken);
            try
            {
                await cache.TidyAsync(options.CacheEntries, stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                LogUntidied(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(LlmLink link, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        string? trouble = null;
        try
        {
            using var request = link.Look();
            using var response = await links.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        }
        catch (LlmCallException e) when (e.Fault.Error is not (LlmError.RateLimited or LlmError.NoModel or LlmError.BadRequest))
        {
            trouble = e.Fault.Name;
        }
        catch (LlmCallException)
        {
            // it is there: servers of one's own need not list their models
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            trouble = nameof(LlmError.NoFirstToken);
        }

        var before = _missed.GetValueOrDefault(link.Name);
        var now = trouble is null ? 0 : before + 1;
        _missed[link.Name] = now;
        if (now == Misses)
            LogSick(link.Name, trouble!);
        else if (now == 0 && before >= Misses)
            LogWell(link.Name);
    }

    private bool IsMissing(string provider, string model) => _missing.TryGetValue((provider, model), out var since) && Stopwatch.GetElapsedTime(since) < MissingFor;

    [LoggerMessage(8044, LogLevel.Warning, "{Provider} does not answer ({Trouble}): it is asked after all others", EventName = "LlmProviderSick")]
    private partial void LogSick(string provider, string trouble);

    [LoggerMessage(8045, LogLevel.Information, "{Provider} answers again", EventName = "LlmProviderWell")]
    private partial void LogWell(string provider);

    [LoggerMessage(8046, LogLevel.Warning, "{Provider} has no model {Model}: it is not asked for it for five minutes; check its Models in the settings", EventName = "LlmModelMissing")]
    private partial void LogNoModel(string provider, string model);

    [LoggerMessage(8047, LogLevel.Warning, "Old answers of language models could not be forgotten; tried again later", EventName = "LlmCacheUntidied")]
    private partial void LogUntidied(Exception e);
}
