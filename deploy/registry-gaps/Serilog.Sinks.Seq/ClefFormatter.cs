using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace Serilog.Sinks.Seq;

/// <summary>Writes an event as one line of compact log event format, the JSON that Seq ingests.</summary>
internal static class ClefFormatter
{
    private static readonly JsonValueFormatter Values = new("$type");

    /// <summary>Writes the event and a newline.</summary>
    public static void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write("{\"@t\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        output.Write('"');
        WriteText("@mt", logEvent.MessageTemplate.Text, output);
        WriteRenderings(logEvent, output);
        WriteText("@i", EventType(logEvent.MessageTemplate.Text).ToString("x8", CultureInfo.InvariantCulture), output);
        if (logEvent.Level != LogEventLevel.Information)
            WriteText("@l", logEvent.Level.ToString(), output);
        if (logEvent.Exception is { } exception)
            WriteText("@x", exception.ToString(), output);
        if (logEvent.TraceId is { } trace)
            WriteText("@tr", trace.ToHexString(), output);
        if (logEvent.SpanId is { } span)
            WriteText("@sp", span.ToHexString(), output);
        foreach (var (name, value) in logEvent.Properties)
        {
            WriteName(name.StartsWith('@') ? "@" + name : name, output);
            Values.Format(value, output);
        }
        output.Write("}\n");
    }

    /// <summary>Jenkins' one-at-a-time hash of the template: what Seq itself computes as the type of an event.</summary>
    internal static uint EventType(string template)
    {
        var hash = 0u;
        unchecked
        {
            foreach (var character in template)
            {
                hash += character;
                hash += hash << 10;
                hash ^= hash >> 6;
            }
            hash += hash << 3;
            hash ^= hash >> 11;
            hash += hash << 15;
        }
        return hash;
    }

    /// <summary>Only holes with a format need their text sent: the server renders the others itself.</summary>
    private static void WriteRenderings(LogEvent logEvent, TextWriter output)
    {
        var started = false;
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is not PropertyToken { Format: not null } hole)
                continue;
            output.Write(started ? "," : ",\"@r\":[");
            started = true;
            using var rendered = new StringWriter(CultureInfo.InvariantCulture);
            hole.Render(logEvent.Properties, rendered, CultureInfo.InvariantCulture);
            JsonValueFormatter.WriteQuotedJsonString(rendered.ToString(), output);
        }
        if (started)
            output.Write(']');
    }

    private static void WriteText(string name, string text, TextWriter output)
    {
        WriteName(name, output);
        JsonValueFormatter.WriteQuotedJsonString(text, output);
    }

    private static void WriteName(string name, TextWriter output)
    {
        output.Write(',');
        JsonValueFormatter.WriteQuotedJsonString(name, output);
        output.Write(':');
    }
}
