using System.Text;
using SnsOps.Api.Problems;
using SnsOps.Shared.Database;

namespace SnsOps.Api.Knowledge;

/// <summary>A document as it comes in.</summary>
/// <param name="Kind">faq, guideline or manual.</param>
/// <param name="Title">Without the blanks around it.</param>
/// <param name="MediaType">What the file is.</param>
/// <param name="Text">Null for a PDF: the worker reads it.</param>
/// <param name="Original">A PDF's bytes.</param>
internal sealed record KnowledgeBody(string Kind, string Title, string MediaType, string? Text, byte[]? Original)
{
    /// <summary>What a document may be.</summary>
    public static readonly string[] Kinds = ["faq", "guideline", "manual"];

    private const string Pdf = "application/pdf";
    private const int LongestTitle = 300, LongestText = 5_000_000, KoreanCodePage = 949;

    private static readonly string[] MediaTypes = ["text/plain", "text/markdown", "text/csv", Pdf];

    /// <summary>Of a call that says the text itself.</summary>
    public static (KnowledgeBody? Body, Refusal? Refused) Of(NewKnowledge body) => Check(new KnowledgeBody(body.Kind!, body.Title!.Trim(), body.MediaType ?? "text/plain", Letters.Composed(body.Text!), null));

    /// <summary>Of an uploaded file.</summary>
    public static async Task<(KnowledgeBody? Body, Refusal? Refused)> ReceiveAsync(HttpRequest request, string? kind, string? title, CancellationToken ct)
    {
        if (kind is null || !Kinds.Contains(kind))
            return (null, ProblemKinds.Invalid.Because("kind 값이 올바르지 않습니다", "kind must be one of " + string.Join(", ", Kinds)));
        if (string.IsNullOrWhiteSpace(title) || title.Length > LongestTitle)
            return (null, ProblemKinds.Invalid.Because($"title은 {LongestTitle}자까지 적어야 합니다", $"title must have 1 to {LongestTitle} characters"));
        var declared = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (declared is null || !MediaTypes.Contains(declared))
            return (null, ProblemKinds.UnsupportedType.Because(
                $"Content-Type은 {string.Join(", ", MediaTypes)} 가운데 하나여야 합니다 (받은 값: {declared ?? "없음"})",
                $"Content-Type must be one of {string.Join(", ", MediaTypes)}; it was {declared ?? "absent"}"));
        using var received = new MemoryStream();
        await request.Body.CopyToAsync(received, ct);
        var bytes = received.ToArray();
        if (declared == Pdf)
        {
            return bytes.AsSpan().StartsWith("%PDF-"u8)
                ? Check(new KnowledgeBody(kind, title.Trim(), declared, null, bytes))
                : (null, ProblemKinds.KnowledgeUnreadable.Because("보낸 파일이 PDF가 아닙니다", "The file is no PDF"));
        }

        return Decode(bytes) is { } text
            ? Check(new KnowledgeBody(kind, title.Trim(), declared, text, null))
            : (null, ProblemKinds.KnowledgeUnreadable.Because("글자를 읽을 수 없습니다. UTF-8이나 CP949(엑셀)로 저장하세요", "The characters cannot be read: save the file as UTF-8 or CP949"));
    }

    private static (KnowledgeBody? Body, Refusal? Refused) Check(KnowledgeBody body) => body switch
    {
        { Title.Length: 0 } => (null, ProblemKinds.Invalid.Because("제목은 비울 수 없습니다", "The title must not be blank", new Dictionary<string, string[]> { ["title"] = ["must not be blank"] })),
        { Text: { } text } when string.IsNullOrWhiteSpace(text) => (null, ProblemKinds.Invalid.Because("내용이 비어 있습니다", "There is no text", new Dictionary<string, string[]> { ["text"] = ["must not be blank"] })),
        { Text.Length: > LongestText } => (null, ProblemKinds.TooLarge.Because($"글은 {LongestText}자까지입니다", $"A text has up to {LongestText} characters")),
        _ when body.Title.Contains('\0', StringComparison.Ordinal) || body.Text?.Contains('\0', StringComparison.Ordinal) == true =>
            (null, ProblemKinds.Invalid.Because("NUL 문자를 쓸 수 없습니다", "There must be no NUL character")),
        _ => (body, null),
    };

    /// <summary>UTF-8, or what Korean spreadsheets write. Null: neither.</summary>
    private static string? Decode(byte[] bytes)
    {
        foreach (var encoding in (Encoding[])[new UTF8Encoding(false, true), CodePagesEncodingProvider.Instance.GetEncoding(KoreanCodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!])
        {
            try
            {
                return Letters.Composed(encoding.GetString(bytes).TrimStart('\uFEFF'));
            }
            catch (DecoderFallbackException)
            {
                // not this one
            }
        }

        return null;
    }
}
