using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SnsOps.Api.Idempotency;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Hosting;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiSetup
{
    private const string Scheme = "bearer";
    private const string Problem = "Problem";

    public static void AddSnsOpsOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "SnsOps API", Version = "v1",
                Description = "오류는 RFC 9457 problem+json이며 code로 구분합니다. 목록은 page_size, page_token으로 넘깁니다. 답마다 RateLimit 헤더가 남은 호출 수를 알리고, 넘으면 429와 Retry-After로 답합니다. "
                    + "| Errors are RFC 9457 problems told apart by code; lists are paged by page_size and page_token. Each answer's RateLimit header says how many calls are left; beyond them it is 429 with Retry-After.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT",
                    Description = "로그인으로 받은 토큰이나 API 키(sno_…) | The token of a sign-in, or an API key (sno_…)",
                },
            };
            document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
            document.Components.Schemas.Remove("ProblemDetails");
            document.Components.Schemas.Remove("HttpValidationProblemDetails");
            document.Components.Schemas[Problem] = ProblemSchema();
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Our own converter hides from the generator what it writes.
            if (Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) is { } inner ? inner == typeof(DateTimeOffset) : context.JsonTypeInfo.Type == typeof(DateTimeOffset))
                (schema.Type, schema.Format) = (schema.Type is { } type && type.HasFlag(JsonSchemaType.Null) ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, "date-time");
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeCommonParameters);
    });

    private static Task DescribeCommonParameters(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        operation.Parameters ??= [];
        var handler = context.Description.ActionDescriptor.EndpointMetadata.OfType<MethodInfo>().FirstOrDefault();
        if (handler?.GetParameters().Any(p => p.ParameterType == typeof(PageRequest)) == true)
        {
            Add(operation, "page_size", ParameterLocation.Query, new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "200", Default = JsonValue.Create(50) }, "한 쪽의 크기 | rows per page");
            Add(operation, "page_token", ParameterLocation.Query, new OpenApiSchema { Type = JsonSchemaType.String }, "앞 쪽의 next_page_token | of the page before");
        }

        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var isUnsafe = context.Description.HttpMethod is "PATCH" or "POST" or "PUT" or "DELETE";
        var isAnonymous = metadata.OfType<IAllowAnonymous>().Any();
        if (isUnsafe && !isAnonymous)
            Add(operation, IdempotencyMiddleware.Header, ParameterLocation.Header, new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 }, "같은 키의 같은 요청은 24시간 동안 한 번만 실행 | the same call under the same key happens once in 24 h");
        var own = handler is null ? [] : ProblemCodes.Of(handler);
        if (own.Contains(ProblemKinds.VersionMismatch))
            Add(operation, "If-Match", ParameterLocation.Header, new OpenApiSchema { Type = JsonSchemaType.String }, "읽은 버전(ETag) | the version read, as its ETag", own.Contains(ProblemKinds.VersionRequired));
        DescribeProblems(operation, [.. own, .. Common(operation, metadata, isUnsafe, isAnonymous)], (OpenApiDocument)context.Document!);
        return Task.CompletedTask;
    }

    /// <summary>What is answered before or around the endpoint itself.</summary>
    private static IEnumerable<ProblemKind> Common(OpenApiOperation operation, IList<object> metadata, bool isUnsafe, bool isAnonymous)
    {
        yield return ProblemKinds.TooManyRequests;
        yield return ProblemKinds.ServerFault;
        yield return ProblemKinds.DatabaseAway;
        if (operation.RequestBody is not null || operation.Parameters!.Any(p => p.In == ParameterLocation.Query))
            yield return ProblemKinds.Malformed;
        if (operation.RequestBody is not null)
        {
            yield return ProblemKinds.Invalid;
            yield return ProblemKinds.TooLarge;
            yield return ProblemKinds.UnsupportedType;
        }

        if (isAnonymous)
            yield break;
        foreach (var kind in (ProblemKind[])[ProblemKinds.Unauthenticated, ProblemKinds.TokenInvalid, ProblemKinds.TokenExpired, ProblemKinds.SessionEnded, ProblemKinds.KeyInvalid, ProblemKinds.KeyExpired, ProblemKinds.ScopeMissing])
            yield return kind;
        if (metadata.OfType<IAuthorizeData>().Any(a => a.Policy is not null))
            yield return ProblemKinds.Forbidden;
        if (isUnsafe)
        {
            yield return ProblemKinds.IdempotencyKeyInvalid;
            yield return ProblemKinds.IdempotencyKeyReused;
            yield return ProblemKinds.IdempotencyInFlight;
        }
    }

    /// <summary>One response per status, with the codes that can come under it.</summary>
    private static void DescribeProblems(OpenApiOperation operation, IEnumerable<ProblemKind> kinds, OpenApiDocument document)
    {
        var successes = (operation.Responses ?? []).Where(r => r.Key is [< '4', _, _]).OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        operation.Responses = [];
        foreach (var (status, answer) in successes)
            operation.Responses[status] = answer;
        foreach (var same in kinds.Distinct().OrderBy(k => k.Code, StringComparer.Ordinal).GroupBy(k => k.Status).OrderBy(g => g.Key))
        {
            operation.Responses[same.Key.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = string.Join(", ", same.Select(k => k.Code)),
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(Problem, document) },
                },
                Extensions = new Dictionary<string, IOpenApiExtension> { ["x-problem-codes"] = new JsonNodeExtension(new JsonArray([.. same.Select(k => (JsonNode)k.Code)])) },
            };
        }
    }

    private static OpenApiSchema ProblemSchema() => new()
    {
        Type = JsonSchemaType.Object, Description = "RFC 9457",
        Required = new HashSet<string> { "type", "status", "title", "detail", "code", "title_en", "detail_en" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("/problems/{code}"), ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer }, ["code"] = Text("바뀌지 않는 이름 | stable"),
            ["title"] = Text("한국어"), ["detail"] = Text("한국어"), ["title_en"] = Text("English"), ["detail_en"] = Text("English"),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object, Description = "필드마다 무엇이 틀렸는지 | what is wrong, by field",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } },
            },
            ["traceId"] = Text("로그를 찾는 값 | finds the logs"), ["correlationId"] = Text("로그를 찾는 값 | finds the logs"),
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static void Add(OpenApiOperation operation, string name, ParameterLocation at, OpenApiSchema schema, string description, bool required = false) =>
        operation.Parameters!.Add(new OpenApiParameter { Name = name, In = at, Schema = schema, Description = description, Required = required });
}
