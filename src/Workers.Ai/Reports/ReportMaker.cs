using System.Text;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>Makes a report: counts, has it written, draws the page and the PDF, and keeps both as objects. Made twice it leaves nothing twice: objects are named by their bytes.</summary>
internal sealed class ReportMaker(FigureSql figures, ReportWriter writer, PdfMaker pdfs, MediaStore store)
{
    /// <summary>The first version.</summary>
    public async Task<MadeReport> MakeAsync(Guid clientId, ReportPeriod period, bool late, CancellationToken ct) =>
        await MakeAsync(clientId, period, await figures.CountAsync(clientId, period, ct), late, 1, [], ct);

    /// <summary>Any version, of figures that were counted.</summary>
    public async Task<MadeReport> MakeAsync(Guid clientId, ReportPeriod period, CountedFigures counted, bool late, int version, IReadOnlyList<FigureChange> changes, CancellationToken ct)
    {
        var facts = new ReportFacts(counted.Client, period, counted.AsOf, counted.Figures);
        var document = new ReportDocument(facts, await writer.WriteAsync(clientId, facts, ct), late, version, changes);
        var html = Encoding.UTF8.GetBytes(ReportPage.Write(document));
        var page = await KeepAsync(html, ct);
        var (pdf, trouble) = await PdfAsync(html, facts.AsOf, ct);
        return new MadeReport(document, page, pdf, trouble);
    }

    /// <summary>The PDF of a page that is kept, for a report that has none yet.</summary>
    public async Task<(byte[]? Sha256, string? Trouble)> PdfOfAsync(byte[] htmlSha256, DateTimeOffset asOf, CancellationToken ct)
    {
        using var html = new MemoryStream();
        await using (var kept = await store.OpenReadAsync(htmlSha256, 0, ct))
            await kept.CopyToAsync(html, ct);
        return await PdfAsync(html.ToArray(), asOf, ct);
    }

    private async Task<(byte[]? Sha256, string? Trouble)> PdfAsync(byte[] html, DateTimeOffset asOf, CancellationToken ct) => await pdfs.MakeAsync(html, asOf, ct) switch
    {
        PdfOutcome.Made made => (await KeepAsync(made.Bytes, ct), null),
        PdfOutcome.Missing missing => (null, missing.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<byte[]> KeepAsync(byte[] bytes, CancellationToken ct)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        return (await store.PutAsync(stream, bytes.Length, ct))!.Value.Sha256;
    }
}

/// <summary>A report with its files kept, not yet a row.</summary>
/// <param name="Document">What it says.</param>
/// <param name="HtmlSha256">Its page.</param>
/// <param name="PdfSha256">Its PDF; null: there is none.</param>
/// <param name="PdfError">Why there is none.</param>
internal sealed record MadeReport(ReportDocument Document, byte[] HtmlSha256, byte[]? PdfSha256, string? PdfError);
