using Serilog.Core;
using Serilog.Events;
using SnsOps.Shared.Kafka;

namespace SnsOps.Shared.Hosting;

/// <summary>Puts the business flow's id on every log event.</summary>
internal sealed class CorrelationEnricher : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (Correlation.Known is { } id)
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty("CorrelationId", id));
    }
}
