using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Hosting;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Inbox;

/// <summary>Answers that a client gives again and again, with names that are filled in from the comment, or from what the client says they stand for.</summary>
internal static partial class SavedReplyEndpoints
{
    private const int MostValues = 100;

    public static void MapSavedReplies(this IEndpointRouteBuilder app)
    {
        var saved = app.MapGroup("/v1").WithTags("Inbox").RequireAuthorization(Roles.Staff).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        saved.MapGet("/clients/{id:guid}/saved-replies", ListAsync).WithName("listSavedReplies").WithSummary("저장해 둔 답글 | A client's ready-made answers");
        saved.MapPost("/clients/{id:guid}/saved-replies", CreateAsync).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .WithName("createSavedReply").WithSummary("답글 저장해 두기. {작성자} 같은 변수 사용 가능 | Keep an answer; names in braces are filled in");
        saved.MapPut("/saved-replies/{id:guid}", EditAsync).ProducesProblem(400).ProducesProblem(409).ProducesProblem(422)
            .WithName("editSavedReply").WithSummary("저장해 둔 답글 고치기 (읽은 version 필요) | Change one; names the version that was read");
        saved.MapDelete("/saved-replies/{id:guid}", DeleteAsync).WithName("deleteSavedReply").WithSummary("저장해 둔 답글 지우기 | Remove one");
        saved.MapGet("/clients/{id:guid}/saved-reply-values", ValuesAsync).WithName("getSavedReplyValues").WithSummary("변수의 값 | What the client's names stand for");
        saved.MapPut("/clients/{id:guid}/saved-reply-values", SetValuesAsync).ProducesProblem(400).ProducesProblem(412)
            .WithName("setSavedReplyValues").WithSummary("변수의 값 정하기 (전체를 바꿈) | Say what they stand for; these and no others");
    }

    public static void MapSavedText(this RouteGroupBuilder inbox) => inbox.MapGet("/{id:guid}/saved-replies/{savedId:guid}", FillAsync).ProducesProblem(404).ProducesProblem(422)
        .WithName("fillSavedReply").WithSummary("저장해 둔 답글을 이 댓글에 맞게 채우기 | A ready-made answer with its names filled in for this comment");

    private static async Task<Results<Ok<SavedReplyList>, ProblemHttpResult>> ListAsync(Guid id, Caller caller, SavedReplySql saved, CancellationToken ct) =>
        caller.Sees(id) ? TypedResults.Ok(new SavedReplyList(await saved.ListAsync(id, ct))) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<Created<SavedReplyView>, ProblemHttpResult>> CreateAsync(Guid id, NewSavedReply body, Caller caller, SavedReplySql saved, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (await RefuseAsync(id, body, saved, ct) is { } refused)
            return refused.ToProblem();
        if (!await saved.InsertAsync(id, body.Title!.Trim(), body.Text!.Trim(), caller, ct))
            return ProblemKinds.SavedReplyTitleTaken.Plain().ToProblem();
        return TypedResults.Created($"/v1/saved-replies/{caller.RowId}", await saved.FindAsync(caller.RowId, caller.ClientIds, ct));
    }

    private static async Task<Results<Ok<SavedReplyView>, ProblemHttpResult>> EditAsync(Guid id, NewSavedReply body, Caller caller, SavedReplySql saved, CancellationToken ct)
    {
        if (await saved.FindAsync(id, caller.ClientIds, ct) is not { } known)
            return ProblemKinds.SavedReplyNotFound.Plain().ToProblem();
        if (await RefuseAsync(known.ClientId, body, saved, ct) is { } refused)
            return refused.ToProblem();
        if (body.Version is not { } version)
            return ProblemKinds.Invalid.Because("읽은 version을 적어 주세요", "Say which version was read").ToProblem();
        try
        {
            if (!await saved.UpdateAsync(id, body.Title!.Trim(), body.Text!.Trim(), version, caller.UserId, ct))
                return ProblemKinds.SavedReplyMoved.Because($"{known.UpdatedByName}님이 그사이 고쳤습니다 (버전 {known.Version}). 다시 읽고 고치세요", $"{known.UpdatedByName} changed it meanwhile, the version is {known.Version}: read it again").ToProblem();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return ProblemKinds.SavedReplyTitleTaken.Plain().ToProblem();
        }

        return TypedResults.Ok(await saved.FindAsync(id, caller.ClientIds, ct));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(Guid id, Caller caller, SavedReplySql saved, CancellationToken ct) =>
        await saved.DeleteAsync(id, caller.ClientIds, ct) ? TypedResults.NoContent() : ProblemKinds.SavedReplyNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<SavedReplyValues>, ProblemHttpResult>> ValuesAsync(Guid id, Caller caller, SavedReplySql saved, HttpContext context, CancellationToken ct) =>
        caller.Sees(id) ? Answer(await saved.ValuesAsync(id, ct), context) : ProblemKinds.ClientNotFound.Plain().ToProblem();

    private static async Task<Results<Ok<SavedReplyValues>, ProblemHttpResult>> SetValuesAsync(Guid id, SavedReplyValues body, Caller caller, SavedReplySql saved, HttpContext context, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (body.Values!.Count > MostValues || body.Values.Any(v => !Name().IsMatch(v.Key) || SavedText.Known.ContainsKey(v.Key) || string.IsNullOrWhiteSpace(v.Value) || v.Value.Length > 500 || v.Value.Contains('\0', StringComparison.Ordinal)))
            return ProblemKinds.Invalid.Because(
                $"변수는 {MostValues}개까지, 이름은 중괄호 없이 30자까지이고 정해진 이름({string.Join(", ", SavedText.Known.Keys)})이 아니어야 하며, 값은 1~500자입니다",
                $"Up to {MostValues} names of up to 30 characters without braces, none of those that are given, each with a value of 1 to 500 characters").ToProblem();
        return await saved.SetValuesAsync(id, body.Values, caller.UserId, ETags.Wanted(context), ct) is { } refused
            ? refused.ToProblem()
            : Answer(await saved.ValuesAsync(id, ct), context);
    }

    private static Ok<SavedReplyValues> Answer(SortedDictionary<string, string> values, HttpContext context)
    {
        context.Response.Headers.ETag = $"\"{ETags.Of(values)}\"";
        return TypedResults.Ok(new SavedReplyValues(values));
    }

    private static async Task<Results<Ok<FilledReply>, ProblemHttpResult>> FillAsync(Guid id, Guid savedId, Caller caller, SavedReplySql saved, CancellationToken ct)
    {
        if (await saved.FactsAsync(id, caller.ClientIds, ct) is not { } facts)
            return ProblemKinds.CommentNotFound.Plain().ToProblem();
        // A client's answers are for its own comments.
        if (await saved.FindAsync(savedId, [facts.ClientId], ct) is not { } reply)
            return ProblemKinds.SavedReplyNotFound.Plain().ToProblem();
        var values = await saved.ValuesAsync(facts.ClientId, ct);
        var text = SavedText.Read(reply.Text).Text ?? throw new InvalidOperationException($"saved reply {savedId} was kept though it cannot be read");
        var (filled, missing) = text.Fill(name => SavedText.Known.TryGetValue(name, out var what) ? facts.ValueOf(what, caller) : values.GetValueOrDefault(name));
        return filled is null
            ? ProblemKinds.SavedReplyValueMissing.Because(
                "값이 없는 변수: " + Braces(missing), "Nothing is known of " + Braces(missing), new Dictionary<string, string[]> { ["variables"] = [.. missing] }).ToProblem()
            : TypedResults.Ok(new FilledReply(savedId, filled));
    }

    private static async Task<Refusal?> RefuseAsync(Guid clientId, NewSavedReply body, SavedReplySql saved, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(body.Title) || string.IsNullOrWhiteSpace(body.Text) || (body.Title + body.Text).Contains('\0', StringComparison.Ordinal))
            return ProblemKinds.Invalid.Because("제목과 답글을 적어 주세요", "Give it a title and a text");
        var (text, fault) = SavedText.Read(body.Text);
        if (fault is not null)
            return ProblemKinds.SavedReplyUnreadable.Because(
                fault.Name is null ? $"{fault.At}번째 글자의 중괄호에 짝이 없습니다" : $"{fault.At}번째 글자의 중괄호에 변수 이름이 없습니다",
                fault.Name is null ? $"The brace at character {fault.At} has no other" : $"There is no name in the braces at character {fault.At}");
        var values = await saved.ValuesAsync(clientId, ct);
        var unknown = text!.Names.Where(n => !SavedText.Known.ContainsKey(n) && !values.ContainsKey(n)).ToArray();
        return unknown.Length == 0 ? null : ProblemKinds.SavedReplyVariableUnknown.Because(
            $"모르는 변수: {Braces(unknown)}. 쓸 수 있는 것: {Braces(SavedText.Known.Keys.Concat(values.Keys))}",
            $"Unknown: {Braces(unknown)}. There are {Braces(SavedText.Known.Keys.Concat(values.Keys))}", new Dictionary<string, string[]> { ["variables"] = unknown });
    }

    private static string Braces(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"{{{n}}}"));

    [GeneratedRegex(@"^[^{}\s\0]([^{}\0]{0,28}[^{}\s\0])?$")]
    private static partial Regex Name();
}

/// <remarks>Text: {작성자}, {고객사}, {계정}, {플랫폼}, {담당자}, {오늘} and the client's own names are filled in; {{ and }} are braces. Version: of the one that is changed, as it was read.</remarks>
public sealed record NewSavedReply([Required, MaxLength(100)] string? Title, [Required, MaxLength(8000)] string? Text, int? Version = null);

public sealed record SavedReplyView(Guid Id, Guid ClientId, string Title, string Text, int Version, Guid UpdatedBy, string UpdatedByName, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

public sealed record SavedReplyList(IReadOnlyList<SavedReplyView> Items);

/// <remarks>Name → what it stands for at this client.</remarks>
public sealed record SavedReplyValues([Required] IReadOnlyDictionary<string, string>? Values);

public sealed record FilledReply(Guid SavedReplyId, string Text);
