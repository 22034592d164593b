using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace SnsOps.Sandbox.Graph;

/// <summary>A call's parameters, which Graph takes from the query, a form or a JSON body alike. The body wins.</summary>
internal sealed class GraphParameters
{
    private readonly IQueryCollection _query;
    private readonly IFormCollection? _form;
    private readonly Dictionary<string, string>? _json;

    private GraphParameters(IQueryCollection query, IFormCollection? form, Dictionary<string, string>? json) =>
        (_query, _form, _json) = (query, form, json);

    public string? this[string name]
    {
        get
        {
            if (_json is not null && _json.TryGetValue(name, out var text))
                return text;
            if (_form is not null && _form.TryGetValue(name, out var value))
                return value.ToString();
            return _query.TryGetValue(name, out value) ? value.ToString() : null;
        }
    }

    public IFormFile? File(string name) => _form?.Files[name];

    public string Required(string name) => this[name] is { Length: > 0 } value ? value : throw GraphErrors.Missing(name).Thrown();

    public bool? Flag(string name) => this[name]?.ToLowerInvariant() switch
    {
        null or "" => null,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw GraphErrors.BadParameter($"Param {name} must be a boolean").Thrown(),
    };

    public static async ValueTask<GraphParameters> ReadAsync(HttpRequest request)
    {
        try
        {
            if (request.HasFormContentType)
                return new GraphParameters(request.Query, await request.ReadFormAsync(request.HttpContext.RequestAborted), null);
            if (request.HasJsonContentType() && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true)
                return new GraphParameters(request.Query, null, await ReadJsonAsync(request));
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or BadHttpRequestException)
        {
            throw GraphErrors.BadParameter("The request body cannot be read: " + e.Message).Thrown();
        }
        return new GraphParameters(request.Query, null, null);
    }

    private static async Task<Dictionary<string, string>> ReadJsonAsync(HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body, default, request.HttpContext.RequestAborted);
        if (body.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException("it must be a JSON object");
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in body.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String)
                values[property.Name] = property.Value.GetString()!;
            else if (property.Value.ValueKind != JsonValueKind.Null)
                values[property.Name] = property.Value.GetRawText();
        }
        return values;
    }
}
