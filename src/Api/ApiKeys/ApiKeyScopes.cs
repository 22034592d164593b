using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;

namespace SnsOps.Api.ApiKeys;

/// <summary>What a key can be allowed: reading or writing of a part of the Api. The parts are the tags of its endpoints, so a new endpoint needs a scope without being told.</summary>
internal static class ApiKeyScopes
{
    /// <summary>Signing in and keys themselves are for people.</summary>
    private static readonly HashSet<string> OnlyPeople = ["auth", ApiKeyEndpoints.Part];

    /// <summary>The scope a call needs; null: no key may make it.</summary>
    public static string? Needed(Endpoint endpoint, string method) => PartOf(endpoint) is { } part && !OnlyPeople.Contains(part)
        ? part + (IsSafe(method) ? ":read" : ":write")
        : null;

    /// <summary>All scopes there are, in order.</summary>
    public static IReadOnlyList<string> All(EndpointDataSource endpoints) =>
    [
        .. endpoints.Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Select(m => Needed(e, m)))
            .OfType<string>().Distinct().Order(StringComparer.Ordinal),
    ];

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static string? PartOf(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ITagsMetadata>() is { Tags: [var tag, ..] } ? tag.Replace(' ', '-').ToLowerInvariant() : null;
}
