using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SnsOps.Api.Idempotency;
using SnsOps.Api.Paging;

namespace SnsOps.Api.Hosting;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiSetup
{
    private const string Scheme = "bearer";

    public static void AddSnsOpsOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "SnsOps API", Version = "v1",
                Description = "오류는 RFC 9457 problem+json이며 code로 구분합니다. 목록은 page_size, page_token으로 넘깁니다. | Errors are RFC 9457 problems told apart by code; lists are paged by page_size and page_token.",
            };
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
            };
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

        if (context.Description.HttpMethod is "PATCH" or "POST" or "PUT" or "DELETE" && !context.Description.RelativePath!.StartsWith("v1/auth", StringComparison.Ordinal))
            Add(operation, IdempotencyMiddleware.Header, ParameterLocation.Header, new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 }, "같은 키의 같은 요청은 24시간 동안 한 번만 실행 | the same call under the same key happens once in 24 h");
        if (context.Description.HttpMethod == "PATCH")
            Add(operation, "If-Match", ParameterLocation.Header, new OpenApiSchema { Type = JsonSchemaType.String }, "읽은 버전 | the version read", required: true);
        return Task.CompletedTask;
    }

    private static void Add(OpenApiOperation operation, string name, ParameterLocation at, OpenApiSchema schema, string description, bool required = false) =>
        operation.Parameters!.Add(new OpenApiParameter { Name = name, In = at, Schema = schema, Description = description, Required = required });
}
