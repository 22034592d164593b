using SnsOps.Shared.Database;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace SnsOps.Workers.Ai.IndexKnowledge;

/// <summary>Reads the text of a PDF.</summary>
internal static class DocumentText
{
    private const int MostPages = 2_000, MostCharacters = 5_000_000;

    /// <summary>The text, pages after each other, or why there is none.</summary>
    public static (string? Text, string? Error) OfPdf(byte[] bytes, CancellationToken ct)
    {
        try
        {
            using var document = PdfDocument.Open(bytes);
            if (document.NumberOfPages > MostPages)
                return (null, $"PDF가 {MostPages}쪽을 넘습니다 | The PDF has more than {MostPages} pages");
            var text = new System.Text.StringBuilder();
            foreach (var page in document.GetPages())
            {
                ct.ThrowIfCancellationRequested();
                text.AppendLine(ContentOrderTextExtractor.GetText(page)).AppendLine();
                if (text.Length > MostCharacters)
                    return (null, "PDF의 글이 너무 깁니다 | The PDF has too much text");
            }

            var read = Letters.Composed(text.Replace("\0", "").ToString());
            return string.IsNullOrWhiteSpace(read)
                ? (null, "글자가 없는 PDF입니다(스캔한 그림). 글을 직접 붙여 넣으세요 | The PDF has no text, only pictures of it: paste the text instead")
                : (read, null);
        }
        catch (PdfDocumentFormatException)
        {
            return (null, "손상된 PDF입니다 | The PDF is damaged");
        }
        catch (UglyToad.PdfPig.Exceptions.PdfDocumentEncryptedException)
        {
            return (null, "암호가 걸린 PDF입니다. 암호를 풀어서 올리세요 | The PDF is encrypted: take its password off");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The reader was not written for hostile files: what it stumbles over is a file we cannot read.
            return (null, "읽을 수 없는 PDF입니다 | The PDF cannot be read");
        }
    }
}
