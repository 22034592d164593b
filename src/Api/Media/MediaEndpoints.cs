using System.IO.Pipelines;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Storage;

namespace SnsOps.Api.Media;

/// <summary>Images and videos in, by staff; out, by signed link, for the platforms that pull them.</summary>
internal static partial class MediaEndpoints
{
    private const long Envelope = 1024 * 1024;

    public static void MapMedia(this IEndpointRouteBuilder app)
    {
        var options = app.ServiceProvider.GetRequiredService<MediaOptions>();
        app.MapPost("/v1/clients/{id:guid}/media", UploadAsync).WithTags("Media").RequireAuthorization(Roles.Staff)
            .Accepts<byte[]>("image/jpeg", "image/png", "video/mp4", "video/quicktime")
            .WithMetadata(new RequestSizeLimitAttribute(Math.Max(options.MostBytes("video/mp4"), options.MostBytes("image/jpeg")) + Envelope))
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
            .WithName("uploadMedia").WithSummary("이미지(JPEG, PNG)나 영상(MP4, MOV) 업로드 | Upload an image or a video");
        app.MapMethods("/media/{name}", ["GET", "HEAD"], DownloadAsync).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
    }

    /// <summary>The body is the file alone, so what people call it stands in the address.</summary>
    private static async Task<Results<Created<MediaView>, Ok<MediaView>, ProblemHttpResult>> UploadAsync(
        Guid id, HttpContext context, Caller caller, MediaStore store, MediaSql media, MediaOptions options, CancellationToken ct, string? file_name = null)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        var declared = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (declared is null || !MediaFacts.Types.Contains(declared))
            return ProblemKinds.UnsupportedType.Because(
                $"Content-Type은 {string.Join(", ", MediaFacts.Types)} 가운데 하나여야 합니다 (받은 값: {declared ?? "없음"})",
                $"Content-Type must be one of {string.Join(", ", MediaFacts.Types)}; it was {declared ?? "absent"}").ToProblem();
        if (context.Request.ContentLength > options.MostBytes(declared))
            return TooLarge(declared, options).ToProblem();
        if (Check(await SniffAsync(context.Request.BodyReader, ct), declared) is { } refused)
            return refused.ToProblem();
        using var received = await store.ReceiveAsync(context.Request.BodyReader.AsStream(), options.MostBytes(declared), ct);
        if (received is null)
            return TooLarge(declared, options).ToProblem();
        MediaFacts? facts;
        await using (var file = received.OpenRead())
            facts = MediaFacts.Read(file);
        if (facts is null)
            return ProblemKinds.MediaUnreadable.Because(
                MediaFacts.IsVideo(declared) ? "영상의 크기와 길이를 읽을 수 없습니다. 잘린 파일이거나 영상 트랙이 없습니다" : $"{declared} 헤더에서 크기를 읽을 수 없습니다",
                MediaFacts.IsVideo(declared) ? "The video has no readable size and duration: it is cut off or has no video track" : $"The {declared} header has no readable size").ToProblem();
        await store.KeepAsync(received, ct);
        var (row, isNew) = await media.InsertAsync(id, received.Sha256, received.Bytes, facts, FileNames.Clean(file_name), ct);
        return isNew ? TypedResults.Created((string?)null, row) : TypedResults.Ok(row);
    }

    /// <summary>Only the signature opens it; the name is checked to be a hash before it becomes a path.</summary>
    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> DownloadAsync(string name, HttpContext context, MediaStore store, CancellationToken ct, string t = "", string e = "", string s = "")
    {
        if (!Sha256Hex().IsMatch(name) || !store.IsValid(name, t, e, s))
            return ProblemKinds.MediaLinkInvalid.Plain().ToProblem();
        try
        {
            var bytes = await store.OpenReadAsync(Convert.FromHexString(name), 0, ct);
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return TypedResults.Stream(bytes, t, enableRangeProcessing: bytes.CanSeek);
        }
        catch (FileNotFoundException)
        {
            return ProblemKinds.MediaNotFound.Plain().ToProblem();
        }
    }

    /// <summary>Looks at the first bytes and leaves them in the body: what is no medium is refused before it is received.</summary>
    private static async Task<string?> SniffAsync(PipeReader body, CancellationToken ct)
    {
        var read = await body.ReadAtLeastAsync(MediaFacts.SniffedBytes, ct);
        var type = Sniff(read.Buffer);
        body.AdvanceTo(read.Buffer.Start);
        return type;
    }

    private static string? Sniff(System.Buffers.ReadOnlySequence<byte> buffer)
    {
        Span<byte> head = stackalloc byte[(int)Math.Min(buffer.Length, MediaFacts.SniffedBytes)];
        System.Buffers.BuffersExtensions.CopyTo(buffer.Slice(0, head.Length), head);
        return MediaFacts.Sniff(head);
    }

    /// <summary>MP4 and QuickTime are one family, told apart by a brand that cameras and browsers disagree about.</summary>
    private static Refusal? Check(string? sniffed, string declared) => sniffed switch
    {
        null when MediaFacts.IsVideo(declared) => ProblemKinds.MediaNotAVideo.Plain(),
        null => ProblemKinds.MediaNotAnImage.Because("보낸 파일의 앞부분이 JPEG나 PNG가 아닙니다", "The first bytes are neither a JPEG's nor a PNG's"),
        _ when sniffed != declared && !(MediaFacts.IsVideo(sniffed) && MediaFacts.IsVideo(declared)) => ProblemKinds.MediaTypeMismatch.Because(
            $"Content-Type은 {declared}인데 내용은 {sniffed}입니다", $"The Content-Type says {declared}, the bytes are {sniffed}"),
        _ => null,
    };

    private static Refusal TooLarge(string type, MediaOptions options) => MediaFacts.IsVideo(type)
        ? ProblemKinds.MediaTooLarge.Because($"영상은 {options.VideoMegabytes}MB까지 올릴 수 있습니다", $"Videos may have up to {options.VideoMegabytes} MB")
        : ProblemKinds.MediaTooLarge.Because($"이미지는 {options.ImageMegabytes}MB까지 올릴 수 있습니다", $"Images may have up to {options.ImageMegabytes} MB");

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256Hex();
}

/// <remarks>FileName: what it was called when it was first uploaded; null: nobody said.</remarks>
public sealed record MediaView(Guid Id, Guid ClientId, string Sha256, string Type, int? Width, int? Height, int? DurationMs, long Bytes, string? FileName);
