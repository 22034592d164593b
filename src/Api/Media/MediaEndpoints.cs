using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Api.Auth;
using SnsOps.Api.Problems;
using SnsOps.Shared.Storage;

namespace SnsOps.Api.Media;

/// <summary>Images in, by staff; images out, by signed link, for the platforms that pull them.</summary>
internal static partial class MediaEndpoints
{
    private const long MaxBytes = 8 * 1024 * 1024;

    public static void MapMedia(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/clients/{id:guid}/media", UploadAsync).WithTags("Media").RequireAuthorization(Roles.Staff)
            .Accepts<byte[]>("image/jpeg", "image/png")
            .ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422)
            .WithName("uploadMedia").WithSummary("이미지 업로드 (JPEG, PNG, 8MB까지) | Upload an image");
        app.MapMethods("/media/{name}", ["GET", "HEAD"], Download).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<Results<Created<MediaView>, Ok<MediaView>, ProblemHttpResult>> UploadAsync(
        Guid id, HttpContext context, Caller caller, MediaStore store, MediaSql media, CancellationToken ct)
    {
        if (!caller.Sees(id))
            return ProblemKinds.ClientNotFound.Plain().ToProblem();
        var declared = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (declared is not ("image/jpeg" or "image/png"))
            return ProblemKinds.UnsupportedType.Because($"Content-Type은 image/jpeg나 image/png여야 합니다 (받은 값: {declared ?? "없음"})", $"Content-Type must be image/jpeg or image/png, it was {declared ?? "absent"}").ToProblem();
        using var bytes = new MemoryStream();
        if (!await ReadAsync(context.Request.Body, bytes, ct))
            return ProblemKinds.MediaTooLarge.Plain().ToProblem();
        if (Check(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), declared, out var header) is { } refused)
            return refused.ToProblem();
        bytes.Position = 0;
        var stored = await store.PutAsync(bytes, MaxBytes, ct) ?? throw new InvalidOperationException("The store refused bytes within the limit");
        var (row, isNew) = await media.InsertAsync(id, stored.Sha256, stored.Bytes, header!, ct);
        return isNew ? TypedResults.Created((string?)null, row) : TypedResults.Ok(row);
    }

    /// <summary>Only the signature opens it; the name is checked to be a hash before it becomes a path.</summary>
    private static Results<FileStreamHttpResult, ProblemHttpResult> Download(string name, HttpContext context, MediaStore store, TimeProvider clock, string t = "", string e = "", string s = "")
    {
        if (!Sha256Hex().IsMatch(name) || !store.IsValid(name, t, e, s, clock.GetUtcNow()))
            return ProblemKinds.MediaLinkInvalid.Plain().ToProblem();
        var path = store.PathOf(Convert.FromHexString(name));
        if (!File.Exists(path))
            return ProblemKinds.MediaNotFound.Plain().ToProblem();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Stream(File.OpenRead(path), t, enableRangeProcessing: true);
    }

    private static Refusal? Check(ReadOnlySpan<byte> bytes, string declared, out ImageHeader? header)
    {
        header = ImageHeader.Read(bytes);
        return ImageHeader.Sniff(bytes) switch
        {
            null => ProblemKinds.MediaNotAnImage.Because(
                $"보낸 파일({bytes.Length:N0}바이트)의 앞부분이 JPEG나 PNG가 아닙니다", $"The first of the {bytes.Length:N0} bytes are neither a JPEG's nor a PNG's"),
            var type when type != declared => ProblemKinds.MediaTypeMismatch.Because(
                $"Content-Type은 {declared}인데 내용은 {type}입니다", $"The Content-Type says {declared}, the bytes are {type}"),
            var type when header is null => ProblemKinds.MediaUnreadable.Because($"{type} 헤더에서 크기를 읽을 수 없습니다", $"The {type} header has no readable size"),
            _ => null,
        };
    }

    /// <summary>False when there is more than may be.</summary>
    private static async Task<bool> ReadAsync(Stream body, MemoryStream into, CancellationToken ct)
    {
        var buffer = new byte[81920];
        int read;
        while ((read = await body.ReadAsync(buffer, ct)) > 0)
        {
            if (into.Length + read > MaxBytes)
                return false;
            into.Write(buffer, 0, read);
        }

        return true;
    }

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Sha256Hex();
}

public sealed record MediaView(Guid Id, Guid ClientId, string Sha256, string Type, int? Width, int? Height, long Bytes);
