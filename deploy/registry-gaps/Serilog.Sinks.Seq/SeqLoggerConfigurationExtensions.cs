using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.Seq;

namespace Serilog;

/// <summary>Adds <c>WriteTo.Seq(…)</c>, with the argument names and defaults of the official package.</summary>
public static class SeqLoggerConfigurationExtensions
{
    /// <summary>Sends log events to a Seq server in batches, from memory.</summary>
    /// <param name="loggerSinkConfiguration">What <c>WriteTo</c> returns.</param>
    /// <param name="serverUrl">Where Seq listens, for example <c>http://localhost:5341</c>.</param>
    /// <param name="restrictedToMinimumLevel">Events below this level are not sent.</param>
    /// <param name="batchPostingLimit">The most events in one request.</param>
    /// <param name="period">The pause between requests; two seconds if null.</param>
    /// <param name="apiKey">Sent as <c>X-Seq-ApiKey</c>.</param>
    /// <param name="bufferBaseFilename">Not supported by this sink: leave null.</param>
    /// <param name="bufferSizeLimitBytes">Belongs to <paramref name="bufferBaseFilename"/>: leave null.</param>
    /// <param name="eventBodyLimitBytes">Events whose JSON is larger are dropped and counted; null for no limit.</param>
    /// <param name="controlLevelSwitch">Follows the level that the server sets for the API key.</param>
    /// <param name="messageHandler">Replaces the HTTP handler.</param>
    /// <param name="retainedInvalidPayloadsLimitBytes">Belongs to <paramref name="bufferBaseFilename"/>: leave null.</param>
    /// <param name="queueSizeLimit">The most events that wait in memory; beyond it new ones are dropped and counted.</param>
    public static LoggerConfiguration Seq(
        this LoggerSinkConfiguration loggerSinkConfiguration,
        string serverUrl,
        LogEventLevel restrictedToMinimumLevel = LevelAlias.Minimum,
        int batchPostingLimit = 1000,
        TimeSpan? period = null,
        string? apiKey = null,
        string? bufferBaseFilename = null,
        long? bufferSizeLimitBytes = null,
        long? eventBodyLimitBytes = 256 * 1024,
        LoggingLevelSwitch? controlLevelSwitch = null,
        HttpMessageHandler? messageHandler = null,
        long? retainedInvalidPayloadsLimitBytes = null,
        int queueSizeLimit = 100_000)
    {
        ArgumentNullException.ThrowIfNull(loggerSinkConfiguration);
        ArgumentException.ThrowIfNullOrWhiteSpace(serverUrl);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchPostingLimit);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(queueSizeLimit);
        if (bufferBaseFilename is not null || bufferSizeLimitBytes is not null || retainedInvalidPayloadsLimitBytes is not null)
            throw new NotSupportedException("This Seq sink keeps events in memory only: bufferBaseFilename, bufferSizeLimitBytes and retainedInvalidPayloadsLimitBytes need the official Serilog.Sinks.Seq package.");

        var sink = new SeqSink(
            new SeqIngestion(serverUrl, apiKey, messageHandler),
            new ServerLevel(controlLevelSwitch),
            new BatchLimits(batchPostingLimit, eventBodyLimitBytes, queueSizeLimit),
            period ?? TimeSpan.FromSeconds(2));
        return loggerSinkConfiguration.Sink(sink, restrictedToMinimumLevel);
    }
}
