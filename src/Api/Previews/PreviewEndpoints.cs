using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Contents;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Previews;

/// <summary>What the sender would send of a content as it is being written, and what the platforms would refuse. Nothing is stored.</summary>
internal static class PreviewEndpoints
{
    public static void MapPreviews(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/contents/preview", PreviewAsync).WithTags("Contents").RequireAuthorization(Roles.Staff).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(400)
            .WithName("previewContent").WithSummary("저장 전 미리 보기: 계정마다 실제로 보낼 내용, 글자 수, 어긋난 규칙 | What would be sent to each account, counted and checked");
        app.MapGet("/v1/formats", Formats).WithTags("Contents").RequireAuthorization().ProducesProblem(401)
            .WithName("listFormats").WithSummary("형식마다 한도 | What each format takes");
    }

    private static async Task<Results<Ok<PreviewList>, ProblemHttpResult>> PreviewAsync(PreviewRequest body, Caller caller, PreviewSql previews, CancellationToken ct)
    {
        if (!caller.Sees(body.ClientId!.Value))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        if (ContentEndpoints.Unknown(body.Variants) is { } unknown)
            return unknown.ToProblem();
        var (accounts, media) = await previews.ReadAsync(body.ClientId.Value, body.AccountIds ?? [], body.MediaIds ?? [], ct);
        return TypedResults.Ok(new PreviewList([.. accounts.Select(account => PostPreview.Of(account, body, media, previews.Link))], [.. media.Select(m => previews.View(m))]));
    }

    private static Ok<FormatList> Formats() => TypedResults.Ok(new FormatList([.. FormatRules.All.Values.Select(r =>
        new FormatView(r.Format, r.Platform, r.MostText, r.MostTextBytes, r.MostTitle, r.MostTags, r.MostComment, r.MostHashtags, r.MostMentions, r.Least, r.Most))]));
}

/// <remarks>As NewContent; ids that are not the client's are left out.</remarks>
public sealed record PreviewRequest(
    [Required] Guid? ClientId, [MaxLength(300)] string? Title, [MaxLength(63206)] string? Body, [MaxLength(2000)] string? Link, [MaxLength(8000)] string? FirstComment,
    Dictionary<string, ContentVariant>? Variants, [MaxLength(20)] Guid[]? MediaIds, [MaxLength(100)] Guid[]? AccountIds);

public sealed record PreviewList(IReadOnlyList<AccountPreview> Items, IReadOnlyList<PreviewMedia> Media);

/// <remarks>Broken: rules it breaks. Advice: what the platform takes, but shows otherwise than it was made. Counts: as the platform counts. Calls: what the sender sends, field by field; {…} stands for what the platform gives on the way.</remarks>
public sealed record AccountPreview(
    Guid AccountId, string Platform, string AccountName, string Format, string Text, string? Title, string? FirstComment, string? Link,
    IReadOnlyList<PreviewCount> Counts, IReadOnlyList<BrokenRule> Broken, IReadOnlyList<BrokenRule> Advice, IReadOnlyList<PreviewCall> Calls);

/// <remarks>What: text, text_bytes, hashtags, mentions, title, tags or first_comment.</remarks>
public sealed record PreviewCount(string What, int Count, int Most);
public sealed record BrokenRule(string Text, string TextEn);
public sealed record PreviewCall(string Method, string Path, IReadOnlyList<PreviewField> Fields);
public sealed record PreviewField(string Name, string Value);

/// <remarks>Url: opens it for an hour.</remarks>
public sealed record PreviewMedia(Guid Id, string Type, int? Width, int? Height, int? DurationMs, long Bytes, string Url);

public sealed record FormatList(IReadOnlyList<FormatView> Items);

/// <remarks>Most and Least: of files. Null: not limited, or not there.</remarks>
public sealed record FormatView(
    string Format, string Platform, int MostText, int? MostTextBytes, int? MostTitle, int? MostTags, int MostComment, int? MostHashtags, int? MostMentions, int Least, int Most);
