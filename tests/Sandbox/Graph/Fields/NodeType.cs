using System.Text.Json;

namespace SnsOps.Sandbox.Graph.Fields;

/// <summary>Writes one field of a node, name and value, or nothing if the node has no such value.</summary>
internal delegate void FieldWriter<in T>(Utf8JsonWriter json, T node, GraphCall call);

/// <summary>The fields a node has. Asking for any other fails the whole call, as Graph does.</summary>
internal sealed class NodeType<T>(string name, string defaults)
{
    private readonly Dictionary<string, Func<FieldRequest, FieldWriter<T>>> _fields = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public NodeType<T> Text(string field, Func<T, string?> value) => Write(field, (json, node, _) =>
    {
        if (value(node) is { } text)
            json.WriteString(field, text);
    });

    public NodeType<T> Number(string field, Func<T, long> value) => Write(field, (json, node, _) => json.WriteNumber(field, value(node)));

    public NodeType<T> Flag(string field, Func<T, bool> value) => Write(field, (json, node, _) => json.WriteBoolean(field, value(node)));

    public NodeType<T> Time(string field, Func<T, DateTimeOffset> value) =>
        Write(field, (json, node, call) => json.WriteString(field, GraphTime.Write(call.Told(value(node)))));

    public NodeType<T> Write(string field, FieldWriter<T> write)
    {
        _fields.Add(field, _ => write);
        return this;
    }

    /// <summary>An object within the node, with fields of its own.</summary>
    public NodeType<T> Nested<TChild>(string field, NodeType<TChild> type, Func<T, GraphCall, TChild?> child) where TChild : class
    {
        _fields.Add(field, request =>
        {
            var selection = type.Bind(request.Children);
            return (json, node, call) =>
            {
                if (child(node, call) is not { } value)
                    return;
                json.WritePropertyName(field);
                selection.WriteObject(json, value, call);
            };
        });
        return this;
    }

    /// <summary>An object with fields of its own, which Graph wraps into a list of one.</summary>
    public NodeType<T> NestedList<TChild>(string field, NodeType<TChild> type, Func<T, TChild?> child) where TChild : class
    {
        _fields.Add(field, request =>
        {
            var selection = type.Bind(request.Children);
            return (json, node, call) =>
            {
                if (child(node) is not { } value)
                    return;
                json.WriteStartObject(field);
                json.WriteStartArray("data");
                selection.WriteObject(json, value, call);
                json.WriteEndArray();
                json.WriteEndObject();
            };
        });
        return this;
    }

    /// <summary>A field that looks at its modifiers or its own fields before anything is written.</summary>
    public NodeType<T> Bound(string field, Func<FieldRequest, FieldWriter<T>> bind)
    {
        _fields.Add(field, bind);
        return this;
    }

    /// <summary>Checks the asked-for fields and prepares their writers. The id always comes along.</summary>
    public Selection<T> Bind(string? fields)
    {
        var requests = FieldParser.Parse(string.IsNullOrWhiteSpace(fields) ? defaults : fields);
        var writers = new List<FieldWriter<T>>(requests.Count + 1);
        foreach (var request in requests.DistinctBy(r => r.Name))
        {
            if (!_fields.TryGetValue(request.Name, out var bind))
                throw GraphErrors.UnknownField(request.Name, Name).Thrown();
            writers.Add(bind(request));
        }
        if (_fields.TryGetValue("id", out var id) && !requests.Exists(r => r.Name == "id"))
            writers.Add(id(requests[0]));
        return new Selection<T>(writers);
    }
}

/// <summary>The fields one call asked for.</summary>
internal sealed class Selection<T>(List<FieldWriter<T>> writers)
{
    public void WriteObject(Utf8JsonWriter json, T node, GraphCall call)
    {
        json.WriteStartObject();
        WriteFields(json, node, call);
        json.WriteEndObject();
    }

    public void WriteFields(Utf8JsonWriter json, T node, GraphCall call)
    {
        foreach (var write in writers)
            write(json, node, call);
    }

    public GraphReply Reply(GraphCall call, T node) => GraphReply.Json(json => WriteObject(json, node, call));
}
