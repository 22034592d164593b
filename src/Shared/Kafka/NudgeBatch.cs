using System.Diagnostics;
using System.Text.Json;
using Confluent.Kafka;
using SnsOps.Shared.Lanes;
using SnsOps.Shared.Messages;

namespace SnsOps.Shared.Kafka;

/// <summary>What records that came together say: the rows they point at, by who takes care of them, and which records say nothing.</summary>
/// <remarks>CloudEvents 1.0 in Kafka's binary mode: the kind is the header <c>ce_type</c>, the body <c>{"ids": […]}</c>.</remarks>
internal sealed class NudgeBatch
{
    private readonly Dictionary<INudgeHandler, Dictionary<Guid, NudgeOrigin>> _nudges = [];
    private readonly List<(ConsumeResult<byte[], byte[]> Record, string Fault)> _unreadable = [];

    /// <param name="records">As they were consumed.</param>
    /// <param name="handlers">By kind.</param>
    public NudgeBatch(IEnumerable<ConsumeResult<byte[], byte[]>> records, IReadOnlyDictionary<string, INudgeHandler> handlers)
    {
        foreach (var record in records)
            Add(record, handlers);
    }

    /// <summary>A row that several records name is there once, with the origin of the last.</summary>
    public IReadOnlyDictionary<INudgeHandler, Dictionary<Guid, NudgeOrigin>> Nudges => _nudges;

    /// <summary>Records of which nothing can be made, and why.</summary>
    public IReadOnlyList<(ConsumeResult<byte[], byte[]> Record, string Fault)> Unreadable => _unreadable;

    /// <summary>To the traces that led here, 32 at most.</summary>
    public IEnumerable<ActivityLink> Links =>
        _nudges.Values.SelectMany(n => n.Values).Select(o => o.Trace).Where(t => t != default).Distinct().Take(32).Select(t => new ActivityLink(t));

    private void Add(ConsumeResult<byte[], byte[]> record, IReadOnlyDictionary<string, INudgeHandler> handlers)
    {
        if (Decode(record, handlers, out var handler, out var ids) is { } fault)
        {
            _unreadable.Add((record, fault));
            return;
        }

        if (!_nudges.TryGetValue(handler!, out var nudged))
            _nudges[handler!] = nudged = [];
        var origin = Origin(record);
        foreach (var id in ids!)
            nudged[id] = origin;
    }

    private static string? Decode(ConsumeResult<byte[], byte[]> record, IReadOnlyDictionary<string, INudgeHandler> handlers, out INudgeHandler? handler, out IReadOnlyList<Guid>? ids)
    {
        handler = null;
        ids = null;
        var kind = CloudEventHeaders.Read(record.Message.Headers, CloudEventHeaders.Type);
        if (kind is null || !handlers.TryGetValue(kind, out handler))
            return kind is null ? "no ce_type header" : $"unknown kind '{(kind.Length > 100 ? kind[..100] : kind)}'";
        try
        {
            ids = JsonSerializer.Deserialize(record.Message.Value ?? [], MessageJson.Default.Nudge)?.Ids;
        }
        catch (JsonException e)
        {
            return "body is not a nudge: " + e.Message;
        }

        return ids is null ? "body has no ids" : null;
    }

    private static NudgeOrigin Origin(ConsumeResult<byte[], byte[]> record)
    {
        var headers = record.Message.Headers;
        ActivityContext.TryParse(CloudEventHeaders.Read(headers, CloudEventHeaders.TraceParent), CloudEventHeaders.Read(headers, "tracestate"), isRemote: true, out var trace);
        return new NudgeOrigin(trace, CloudEventHeaders.Read(headers, CloudEventHeaders.CorrelationId));
    }
}
