using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Hosting;
using SnsOps.Api.Live;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Contents;

/// <summary>What to say: writing, review, and its time.</summary>
internal static class ContentEndpoints
{
    private static readonly string[] ReviewStates = ["draft", "in_review", "changes_requested", "approved", "expired"];
    private static readonly string[] Platforms = ["instagram", "facebook", "youtube"];

    public static void MapContents(this IEndpointRouteBuilder app)
    {
        var contents = app.MapGroup("/v1/contents").WithTags("Contents").RequireAuthorization().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        contents.MapGet("/", ListAsync).ProducesProblem(400).WithName("listContents").WithSummary("콘텐츠 목록 | List contents");
        contents.MapPost("/", CreateAsync).RequireAuthorization(Roles.Staff).WithName("createContent").WithSummary("콘텐츠 작성 | Write a content");
        contents.MapGet("/{id:guid}", GetAsync).WithName("getContent").WithSummary("콘텐츠 하나 | One content");
        contents.MapPatch("/{id:guid}", EditAsync).RequireAuthorization(Roles.Staff).ProducesProblem(409).ProducesProblem(412).ProducesProblem(428)
            .WithName("editContent").WithSummary("콘텐츠 수정 (If-Match 필요, 승인은 취소됨) | Edit; voids the approval");
        contents.MapContentReview();
        contents.MapContentSchedule();
    }

    /// <summary>The version in If-Match: "3", W/"3" and 3 are read; null: any. What cannot be read is a version that nothing has.</summary>
    internal static int? VersionIn(HttpContext context) => ETags.Wanted(context) is not { } wanted ? null
        : int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;

    /// <summary>The content with its ETag.</summary>
    internal static async Task<Results<Ok<ContentView>, ProblemHttpResult>> AnswerAsync(Guid id, Caller caller, ContentSql contents, HttpContext context, CancellationToken ct)
    {
        if (await contents.FindAsync(id, caller.ClientIds, ct) is not { } content)
            return ProblemKinds.ContentNotFound.Plain().ToProblem();
        context.Response.Headers.ETag = $"\"{content.Version}\"";
        return TypedResults.Ok(content);
    }

    private static async Task<Results<Ok<Page<ContentView>>, ProblemHttpResult>> ListAsync(
        Caller caller, PageRequest page, ContentSql contents, CancellationToken ct, Guid? client_id = null, string? state = null)
    {
        if (state is not null && !ReviewStates.Contains(state))
            return ProblemKinds.Invalid.Because("state 값이 올바르지 않습니다", "state must be one of " + string.Join(", ", ReviewStates)).ToProblem();
        return TypedResults.Ok(page.Cut(await contents.ListAsync(caller.Bounded(client_id), state, page, ct), c => new Cursor(c.CreatedAt, c.Id.ToString())));
    }

    private static async Task<Results<Created<ContentView>, ProblemHttpResult>> CreateAsync(
        NewContent body, Caller caller, ContentEditSql editor, ContentSql contents, HttpContext context, CancellationToken ct)
    {
        if (!caller.Sees(body.ClientId!.Value))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (Unknown(body.Variants) is { } unknown)
            return unknown.ToProblem();
        var (id, refused) = await editor.InsertAsync(body, caller, ct);
        if (refused is not null)
            return refused.ToProblem();
        context.Response.Headers.ETag = "\"1\"";
        return TypedResults.Created($"/v1/contents/{id}", (await contents.FindAsync(id, caller.ClientIds, ct))!);
    }

    private static Task<Results<Ok<ContentView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, ContentSql contents, HttpContext context, CancellationToken ct) =>
        AnswerAsync(id, caller, contents, context, ct);

    private static async Task<Results<Ok<ContentView>, ProblemHttpResult>> EditAsync(
        Guid id, ContentPatch body, Caller caller, ContentEditSql editor, ContentSql contents, EventSignal signal, HttpContext context, CancellationToken ct)
    {
        if (VersionIn(context) is not { } version)
            return ProblemKinds.VersionRequired.Plain().ToProblem();
        if (Unknown(body.Variants) is { } unknown)
            return unknown.ToProblem();
        if (body.Title is not null && string.IsNullOrWhiteSpace(body.Title))
            return ProblemKinds.Invalid.Because("제목은 비울 수 없습니다", "The title must not be blank", new Dictionary<string, string[]> { ["title"] = ["must not be blank"] }).ToProblem();
        if (await editor.PatchAsync(id, version, body, caller, ct) is { } refused)
            return refused.ToProblem();
        signal.Announce();
        return await AnswerAsync(id, caller, contents, context, ct);
    }

    /// <summary>What of the variants no platform knows; null: nothing.</summary>
    internal static Refusal? Unknown(Dictionary<string, ContentVariant>? variants)
    {
        foreach (var (platform, variant) in variants ?? [])
        {
            if (!Platforms.Contains(platform))
                return Wrong($"variants의 '{platform}'은(는) 플랫폼이 아닙니다", $"variants: '{platform}' is not a platform", $"'{platform}' is not a platform");
            if (variant?.Format is { } format && FormatRules.All.GetValueOrDefault(format)?.Platform != platform)
            {
                var known = string.Join(", ", FormatRules.All.Values.Where(r => r.Platform == platform).Select(r => r.Format));
                return Wrong($"{platform}에는 '{format}' 형식이 없습니다. 쓸 수 있는 형식: {known}", $"{platform} has no format '{format}'. There are: {known}", $"'{format}' is not a format of {platform}");
            }

            if (variant is not null && Unfit(platform, variant) is { } unfit)
                return unfit;
        }

        return null;
    }

    private static Refusal? Unfit(string platform, ContentVariant variant) => variant switch
    {
        { IsOfVideo: true } when platform != "youtube" =>
            Wrong($"제목, 태그, 공개 범위 같은 항목은 youtube에만 있습니다 (지금 {platform})", $"title, tags, privacy and the like are of youtube only, not of {platform}", $"{platform} has no title, tags, category_id, privacy, made_for_kids, publish_at_platform"),
        { Privacy: not (null or "public" or "unlisted") } =>
            Wrong("privacy는 public이나 unlisted여야 합니다", "privacy must be public or unlisted", "privacy must be public or unlisted"),
        { CategoryId: { } category } when category.Length == 0 || !category.All(char.IsAsciiDigit) =>
            Wrong("category_id는 숫자여야 합니다", "category_id must be a number", "category_id must be a number"),
        { Tags: { } tags } when tags.Any(string.IsNullOrWhiteSpace) =>
            Wrong("tags에 빈 값이 있습니다", "tags has a blank value", "tags must not be blank"),
        { PublishAtPlatform: true, Privacy: "unlisted" } =>
            Wrong("publish_at_platform은 전체 공개에만 쓸 수 있습니다", "publish_at_platform makes a video public: it does not go with unlisted", "publish_at_platform does not go with unlisted"),
        _ => null,
    };

    private static Refusal Wrong(string korean, string english, string field) =>
        ProblemKinds.Invalid.Because(korean, english, new Dictionary<string, string[]> { ["variants"] = [field] });
}
