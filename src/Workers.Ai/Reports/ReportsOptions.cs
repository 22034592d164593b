using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>How reports are made. Section "Reports".</summary>
public sealed class ReportsOptions
{
    /// <summary>The program that makes PDFs: a name on the path, or a path.</summary>
    [Required] public string WeasyPrint { get; init; } = "weasyprint";

    /// <summary>It is ended when it has not made a PDF in so many seconds.</summary>
    [Range(0.1, 600)] public double PdfSeconds { get; init; } = 60;

    /// <summary>A larger PDF is refused: it could not go with a mail.</summary>
    [Range(10_000, 10_000_000)] public int MostPdfBytes { get; init; } = 9_000_000;

    /// <summary>Reports are counted again for so many days after their period; longer than platforms take to settle their figures. Zero: never.</summary>
    [Range(0, 90)] public int RestateDays { get; init; } = 7;
}
