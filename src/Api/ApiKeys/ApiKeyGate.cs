using Microsoft.AspNetCore.Authorization;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;

namespace SnsOps.Api.ApiKeys;

/// <summary>Lets a key do what its scopes name and nothing else. Roles and clients hold beside it.</summary>
internal sealed class ApiKeyGate(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Caller.Of(context) is not { KeyId: not null } caller || context.GetEndpoint() is not { } endpoint
            || endpoint.Metadata.GetMetadata<OpenToKeys>() is not null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint.Metadata.GetMetadata<IAuthorizeData>() is null)
            return next(context);
        return ApiKeyScopes.Needed(endpoint, context.Request.Method) is not { } scope
            ? ProblemAnswers.WriteAsync(context, ProblemKinds.ScopeMissing.Because("API 키로는 할 수 없는 일입니다. 로그인해서 하세요", "No API key may do that: sign in to do it"))
            : caller.Scopes.Contains(scope)
                ? next(context)
                : ProblemAnswers.WriteAsync(context, ProblemKinds.ScopeMissing.Because($"이 API 키에는 '{scope}' 권한이 없습니다", $"The API key lacks the scope '{scope}'"));
    }
}

/// <summary>Marks an endpoint that every key may call, whatever its scopes: it tells the key about itself.</summary>
internal sealed class OpenToKeys;
