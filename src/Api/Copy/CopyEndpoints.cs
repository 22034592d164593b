using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Hosting;
using SnsOps.Api.Problems;
using SnsOps.Shared.Copy;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Messages;

namespace SnsOps.Api.Copy;

/// <summary>Captions in several drafts, what a client's captions must and must not say, and hashtags, caption and alt texts of a content. Suggestions only: nothing here changes a content.</summary>
internal static class CopyEndpoints
{
    private const int LongestWord = 100, LongestKeyword = 50;

    public static void MapCopy(this IEndpointRouteBuilder app)
    {
        var copy = app.MapGroup("/v1").WithTags("Copy").RequireAuthorization().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        copy.MapPost("/clients/{id:guid}/copy", AskAsync).RequireAuthorization(Roles.Staff).ProducesProblem(400).ProducesProblem(422)
            .WithName("askForCopy").WithSummary("캡션 초안 부탁 (기본 3개, 5개까지) | Ask for captions in several drafts");
        copy.MapGet("/copy/{id:guid}", GetAsync).RequireAuthorization(Roles.Staff).WithName("getCopy").WithSummary("부탁한 캡션 초안 | The drafts");
        copy.MapGet("/clients/{id:guid}/copy-rules", RulesAsync).RequireAuthorization(Roles.Staff).WithName("getCopyRules").WithSummary("캡션 규칙: 금지어, 필수 문구, 말투 | What captions must and must not say");
        copy.MapPut("/clients/{id:guid}/copy-rules", SetRulesAsync).RequireAuthorization(Roles.Managers).ProducesProblem(400).ProducesProblem(422)
            .WithName("setCopyRules").WithSummary("캡션 규칙 바꾸기 | Change them");
        copy.MapGet("/contents/{id:guid}/metadata", MetadataAsync).RequireAuthorization(Roles.Staff).WithName("getContentMetadata").WithSummary("해시태그, 캡션, 대체 텍스트 | Hashtags, caption and alt texts made of a content");
        copy.MapPost("/contents/{id:guid}/metadata", AskMetadataAsync).RequireAuthorization(Roles.Staff)
            .WithName("askForContentMetadata").WithSummary("해시태그, 캡션, 대체 텍스트 부탁 | Have them made");
    }

    private static async Task<Results<Accepted<CopyView>, ProblemHttpResult>> AskAsync(Guid id, NewCopy body, Caller caller, CopySql copies, NudgeProducer nudges, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (string.IsNullOrWhiteSpace(body.Title) || body.Keywords?.Any(k => string.IsNullOrWhiteSpace(k) || k.Length > LongestKeyword) == true)
            return ProblemKinds.Invalid.Because($"제목과 키워드는 비울 수 없고, 키워드는 {LongestKeyword}자까지입니다", $"The title and keywords must not be blank; a keyword has up to {LongestKeyword} characters").ToProblem();
        if (Unwritable([body.Title, body.Body ?? "", .. body.Keywords ?? []]))
            return NoControl().ToProblem();
        if (CopyFormats.Of(body.Platform!, body.Format) is not { } limits)
            return ProblemKinds.Invalid.Because($"{body.Platform}에는 '{body.Format}' 형식이 없습니다", $"{body.Platform} has no format '{body.Format}'").ToProblem();
        if (limits.MostText == 0)
            return ProblemKinds.CopyNoText.Plain().ToProblem();
        var rules = await copies.RulesAsync(id, ct);
        if (Banned(string.Join('\n', [body.Title, body.Body ?? "", body.Link ?? "", .. body.Keywords ?? []]), rules) is { } refused)
            return refused.ToProblem();
        if (await copies.AskAsync(id, body, limits, rules, caller, ct) is { } item)
            nudges.Send(Topics.Ai, Kinds.JobItemReady, id, item);
        return TypedResults.Accepted($"/v1/copy/{caller.RowId}", await copies.FindAsync(caller.RowId, caller.ClientIds, ct));
    }

    private static async Task<Results<Ok<CopyView>, ProblemHttpResult>> GetAsync(Guid id, Caller caller, CopySql copies, CancellationToken ct) =>
        await copies.FindAsync(id, caller.ClientIds, ct) is { } found ? TypedResults.Ok(found) : ProblemKinds.CopyNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<CopyRules>, ProblemHttpResult>> RulesAsync(Guid id, Caller caller, CopySql copies, HttpContext context, CancellationToken ct) =>
        caller.Sees(id) ? Answer(await copies.RulesAsync(id, ct), context) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static Ok<CopyRules> Answer(CopyRules rules, HttpContext context)
    {
        ETags.Tell(context, rules.UpdatedAt);
        return TypedResults.Ok(rules);
    }

    private static async Task<Results<Ok<CopyRules>, ProblemHttpResult>> SetRulesAsync(Guid id, NewCopyRules body, Caller caller, CopySql copies, HttpContext context, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        string[] words = [.. body.Banned!, .. body.Required!];
        if (words.Any(w => string.IsNullOrWhiteSpace(w) || w.Length > LongestWord) || body.Required!.Any(r => r.AsSpan().IndexOfAny('<', '>') >= 0))
            return ProblemKinds.Invalid.Because($"금지어와 필수 문구는 1~{LongestWord}자이고, 필수 문구에는 < 와 > 를 쓸 수 없습니다", $"Words have 1 to {LongestWord} characters; what must be said has no < or >").ToProblem();
        if (Unwritable(words) || words.Any(w => w.Contains('\n', StringComparison.Ordinal)))
            return NoControl().ToProblem();
        if (BannedWords.In(string.Join('\n', body.Required!), body.Banned!) is { Count: > 0 } both)
            return ProblemKinds.CopyRulesConflict.Because($"필수 문구에 금지어가 있습니다: {string.Join(", ", both)}", $"What must be said has banned words: {string.Join(", ", both)}").ToProblem();
        return await copies.SetRulesAsync(id, Clean(body.Banned!), Clean(body.Required!), body.Tone!, caller.UserId, ETags.Wanted(context), ct)
            ? Answer(await copies.RulesAsync(id, ct), context)
            : ProblemKinds.VersionMismatch.Plain().ToProblem();
    }

    private static async Task<Results<Ok<ContentMetadataView>, ProblemHttpResult>> MetadataAsync(Guid id, Caller caller, MetadataSql metadata, CancellationToken ct) =>
        await metadata.FindAsync(id, caller.ClientIds, ct) is { } found ? TypedResults.Ok(found) : ProblemKinds.ContentNotFound.Plain().ToProblem();

    private static async Task<Results<Accepted<ContentMetadataView>, ProblemHttpResult>> AskMetadataAsync(
        Guid id, Caller caller, MetadataSql metadata, Contents.ContentSql contents, NudgeProducer nudges, CancellationToken ct)
    {
        if (await contents.FindAsync(id, caller.ClientIds, ct) is not { } content)
            return ProblemKinds.ContentNotFound.Plain().ToProblem();
        if (await metadata.AskAsync(id, CopyFormats.Narrowest(await metadata.PlatformsAsync(id, ct)), caller.ClientIds, ct) is { } item)
            nudges.Send(Topics.Ai, Kinds.JobItemReady, content.ClientId, item);
        return TypedResults.Accepted($"/v1/contents/{id}/metadata", await metadata.FindAsync(id, caller.ClientIds, ct));
    }

    private static string[] Clean(string[] words) => [.. words.Select(w => w.Trim()).Distinct(StringComparer.Ordinal)];

    private static bool Unwritable(IEnumerable<string> texts) => texts.Any(t => t.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')));

    private static Refusal NoControl() => ProblemKinds.Invalid.Because("쓸 수 없는 제어 문자가 있습니다", "There are control characters that cannot be used");

    private static Refusal? Banned(string facts, CopyRules rules) => BannedWords.In(facts, rules.Banned) is { Count: > 0 } banned
        ? ProblemKinds.CopyBannedInBrief.Because($"적어 주신 내용에 금지어가 있습니다: {string.Join(", ", banned)}", $"What was given has banned words: {string.Join(", ", banned)}") : null;
}
