using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>What became of a PDF.</summary>
internal abstract record PdfOutcome
{
    private PdfOutcome()
    {
    }

    /// <summary>Its bytes.</summary>
    public sealed record Made(byte[] Bytes) : PdfOutcome;

    /// <summary>There is none, and why: Korean and English.</summary>
    public sealed record Missing(string Reason) : PdfOutcome;
}

/// <summary>Makes a PDF of a page with WeasyPrint, a child process: one at a time, with an end, and with nothing of our environment. The same page and time give the same bytes.</summary>
internal sealed class PdfMaker(ReportsOptions options) : IDisposable
{
    private const int MostErrorCharacters = 2000;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Makes it.</summary>
    /// <param name="html">The page, which needs nothing else.</param>
    /// <param name="asOf">Its time, as the PDF tells it.</param>
    /// <param name="ct">Ends the child, too.</param>
    public async Task<PdfOutcome> MakeAsync(byte[] html, DateTimeOffset asOf, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            return await RunAsync(html, asOf, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();

    private async Task<PdfOutcome> RunAsync(byte[] html, DateTimeOffset asOf, CancellationToken ct)
    {
        using var process = new Process { StartInfo = Start(asOf) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new PdfOutcome.Missing($"WeasyPrint를 실행할 수 없습니다({options.WeasyPrint}): 설치하거나 Reports:WeasyPrint를 설정하세요 | WeasyPrint cannot be run: {e.Message}");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(options.PdfSeconds));
        try
        {
            var (pdf, error) = (ReadAsync(process.StandardOutput.BaseStream, limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await FeedAsync(process, html, limit.Token);
            var bytes = await pdf;
            var said = await error;
            await process.WaitForExitAsync(limit.Token);
            if (bytes is null)
                return new PdfOutcome.Missing(string.Create(CultureInfo.InvariantCulture, $"PDF가 너무 큽니다(최대 {options.MostPdfBytes}바이트) | The PDF is larger than {options.MostPdfBytes} bytes"));
            return process.ExitCode == 0 && bytes is { Length: > 4 } && bytes.AsSpan(0, 5).SequenceEqual("%PDF-"u8)
                ? new PdfOutcome.Made(bytes)
                : new PdfOutcome.Missing($"WeasyPrint가 PDF를 만들지 못했습니다 | WeasyPrint ended with {process.ExitCode}: {Letters.Storable(Letters.Last(said, MostErrorCharacters)).Trim()}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new PdfOutcome.Missing(string.Create(CultureInfo.InvariantCulture, $"PDF를 {options.PdfSeconds}초 안에 만들지 못했습니다 | The PDF was not made within {options.PdfSeconds} seconds"));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo Start(DateTimeOffset asOf)
    {
        var start = new ProcessStartInfo(options.WeasyPrint, ["--quiet", "--encoding", "utf-8", "-", "-"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath(),
        };
        var (path, home) = (Environment.GetEnvironmentVariable("PATH"), Environment.GetEnvironmentVariable("HOME"));
        start.Environment.Clear();      // keys and passwords of ours are nothing to a child
        (start.Environment["PATH"], start.Environment["HOME"], start.Environment["LANG"], start.Environment["TZ"]) = (path ?? "/usr/bin:/bin", home ?? Path.GetTempPath(), "C.UTF-8", "UTC");
        start.Environment["PYTHONHASHSEED"] = "0";
        start.Environment["SOURCE_DATE_EPOCH"] = asOf.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return start;
    }

    private static async Task FeedAsync(Process process, byte[] html, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(html, ct);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code and what it said tell why.
        }
    }

    /// <summary>All of it; null when it is more than it may be.</summary>
    private async Task<byte[]?> ReadAsync(Stream stream, CancellationToken ct)
    {
        using var all = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct)) > 0)
        {
            if (all.Length + read <= options.MostPdfBytes)
                all.Write(buffer, 0, read);
            else
                all.SetLength(options.MostPdfBytes + 1L);       // read on, so that the child can end
        }

        return all.Length > options.MostPdfBytes ? null : all.ToArray();
    }
}
