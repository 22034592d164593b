namespace SnsOps.Api.Connections;

/// <summary>Addresses with a query.</summary>
internal static class QueryOf
{
    /// <summary>The address with these parameters, escaped.</summary>
    public static Uri Append(Uri address, params (string Name, string Value)[] query) =>
        new UriBuilder(address) { Query = string.Join('&', query.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}")) }.Uri;
}
