using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace SnsOps.Shared.Kafka;

/// <summary>CloudEvents 1.0 binary mode over Kafka headers, with W3C trace context.</summary>
/// <remarks>https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/kafka-protocol-binding.md</remarks>
public static class CloudEventHeaders
{
    internal const string Type = "ce_type";
    internal const string CorrelationId = "correlationid";
    internal const string TraceParent = "traceparent";

    /// <summary>The headers of a message of <paramref name="kind"/> written now, with the current activity as its parent.</summary>
    public static Headers Write(string kind, string source, string key)
    {
        var headers = new Headers();
        void Add(string name, string value) => headers.Add(name, Encoding.UTF8.GetBytes(value));
        Add("ce_specversion", "1.0");
        Add("ce_id", Guid.CreateVersion7().ToString());
        Add("ce_source", "/snsops/" + source);
        Add(Type, kind);
        Add("ce_time", DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture));
        Add("ce_partitionkey", key);
        Add("content-type", "application/json");
        if (Activity.Current is { } activity)
        {
            Add(TraceParent, activity.Id ?? "");
            if (activity.TraceStateString is { Length: > 0 } state)
                Add("tracestate", state);
        }

        Add(CorrelationId, Correlation.Current);
        return headers;
    }

    /// <summary>A header's text; null when it is absent or not UTF-8.</summary>
    public static string? Read(Headers? headers, string name)
    {
        if (headers is null || !headers.TryGetLastBytes(name, out var bytes) || bytes is null)
            return null;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
