using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Idempotency;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.ApiKeys;

/// <summary>What programs sign in with: made by managers and admins, for themselves, within scopes, clients and a time.</summary>
internal static partial class ApiKeyEndpoints
{
    /// <summary>Their part of the Api: closed to keys.</summary>
    public const string Part = "api-keys";

    public static void MapApiKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/v1/api-keys").WithTags("Api keys").RequireAuthorization(Roles.Managers).ProducesProblem(401).ProducesProblem(403);
        keys.MapGet("/", ListAsync).ProducesProblem(400).WithName("listApiKeys").WithSummary("API 키 목록 (관리자는 모두의 것) | My API keys, newest first; an admin sees everybody's");
        keys.MapPost("/", CreateAsync).WithMetadata(new SecretAnswer(ProblemKinds.KeyShownOnce)).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .WithName("createApiKey").WithSummary("API 키 만들기 (키는 이 답에서만 보임) | Make a key; it is shown in this answer and never again");
        keys.MapDelete("/{id:guid}", RevokeAsync).ProducesProblem(404).WithName("revokeApiKey").WithSummary("API 키 폐기 | End a key at once");
        keys.MapGet("/scopes", (EndpointDataSource endpoints) => TypedResults.Ok(new ScopeList(ApiKeyScopes.All(endpoints))))
            .WithName("listApiKeyScopes").WithSummary("줄 수 있는 권한 | The scopes there are");
    }

    private static async Task<Ok<Page<ApiKeyView>>> ListAsync(Caller caller, PageRequest page, ApiKeySql keys, CancellationToken ct) =>
        TypedResults.Ok(page.Cut(await keys.ListAsync(caller.Role == Roles.Admin ? null : caller.UserId, page, ct), k => new Cursor(k.CreatedAt, k.Id.ToString())));

    private static async Task<Results<Created<NewApiKeyView>, ProblemHttpResult>> CreateAsync(
        NewApiKey body, Caller caller, EndpointDataSource endpoints, ApiKeySql keys, HttpContext context, ILogger<ApiKeySql> logger, CancellationToken ct)
    {
        if (body.Scopes!.Except(ApiKeyScopes.All(endpoints)).ToList() is { Count: > 0 } unknown)
            return Wrong("scopes", $"모르는 권한입니다: {string.Join(", ", unknown)}", $"Unknown scopes: {string.Join(", ", unknown)}").ToProblem();
        if (body.Scopes!.Length == 0)
            return Wrong("scopes", "권한을 하나 이상 고르세요", "Choose one scope or more").ToProblem();
        if (body.ClientIds!.Length == 0)
            return Wrong("client_ids", "클라이언트를 하나 이상 고르세요", "Choose one client or more").ToProblem();
        if (!body.ClientIds!.All(caller.Sees))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        var secret = ApiKeyText.New();
        var key = await keys.InsertAsync(secret, body, caller, ct);
        if (key is null)
            return ProblemKinds.KeyShownOnce.Plain().ToProblem();
        context.Response.Headers.CacheControl = "no-store";
        LogMade(logger, key.Id, caller.UserId, key.ClientIds.Length);
        return TypedResults.Created($"/v1/api-keys/{key.Id}", new NewApiKeyView(secret, key));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, Caller caller, ApiKeySql keys, ILogger<ApiKeySql> logger, CancellationToken ct)
    {
        if (!await keys.RevokeAsync(id, caller.UserId, caller.Role == Roles.Admin, ct))
            return ProblemKinds.KeyNotFound.Plain().ToProblem();
        LogRevoked(logger, id, caller.UserId);
        return TypedResults.NoContent();
    }

    private static Refusal Wrong(string field, string korean, string english) =>
        ProblemKinds.Invalid.Because(korean, english, new Dictionary<string, string[]> { [field] = [english] });

    [LoggerMessage(5200, LogLevel.Information, "API key {ApiKeyId} was made by {UserId} for {Clients} clients", EventName = "ApiKeyMade")]
    private static partial void LogMade(ILogger logger, Guid apiKeyId, Guid userId, int clients);

    [LoggerMessage(5201, LogLevel.Information, "API key {ApiKeyId} was revoked by {UserId}", EventName = "ApiKeyRevoked")]
    private static partial void LogRevoked(ILogger logger, Guid apiKeyId, Guid userId);
}

/// <remarks>Days: how long it is good for.</remarks>
public sealed record NewApiKey(
    [Required, MaxLength(100)] string? Name,
    [Required, MaxLength(100)] string[]? Scopes,
    [Required, MaxLength(500)] Guid[]? ClientIds,
    [Range(1, 366)] int Days = 90);

/// <remarks>Key: send it as <c>Authorization: Bearer</c>. Nobody can read it again.</remarks>
public sealed record NewApiKeyView(string Key, ApiKeyView ApiKey);

/// <remarks>Start: how the key begins. LastUsedAt: to the minute.</remarks>
public sealed record ApiKeyView
{
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public string UserName { get; init; } = "";
    public string Name { get; init; } = "";
    public string Start { get; init; } = "";
    public string[] Scopes { get; init; } = [];
    public Guid[] ClientIds { get; init; } = [];

    /// <summary>active, expired or revoked.</summary>
    public string State { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <remarks>Items: such as contents:read and contents:write.</remarks>
public sealed record ScopeList(IReadOnlyList<string> Items);
