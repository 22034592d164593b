using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SnsOps.Workers.Ai.KeepReports;
using SnsOps.Workers.Ai.Reports;

namespace SnsOps.Unit.Reports;

/// <summary>A report as a page and as a PDF.</summary>
public sealed class ReportPageTests
{
    [Fact]
    public void Every_number_on_the_page_is_the_figure_it_names()
    {
        var facts = ReportStage.Facts();
        var page = ReportPage.Write(ReportStage.Document(facts));

        var shown = Regex.Matches(page, "<(?:b|dd|td|span)[^>]* data-(figure|derived)=\"([^\"]+)\"[^>]*>([\\d,.]+%?)<");
        Assert.True(shown.Count > 30, $"only {shown.Count} numbers were found");
        Assert.All(shown, m => Assert.Equal(facts.Say(m.Groups[2].Value), m.Groups[3].Value));
        var bars = Regex.Matches(page, "<rect data-figure=\"([^\"]+)\" data-value=\"([^\"]+)\"");
        Assert.Equal(14 + 14 + 13, bars.Count);
        Assert.All(bars, m => Assert.Equal(facts[m.Groups[1].Value], decimal.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture)));
        Assert.Contains("<text data-figure=\"views_on:2026-08-07\" data-value=\"\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_of_which_only_more_days_are_known_says_how_many()
    {
        var kpi = ReportStage.Facts().Figures.Single(f => f.Value.Query == "kpi");
        Figure Of(int given) => kpi.Value with { Value = 3, NullReason = null, Label = "공유", Given = given, Wanted = 7 };
        var changes = FigureChange.Between(new Dictionary<string, Figure> { [kpi.Key] = Of(2) }, new Dictionary<string, Figure> { [kpi.Key] = Of(3) });
        var document = ReportStage.Document(version: 2, changes: changes);

        var page = ReportPage.Write(document);

        Assert.Contains(">3 <span class=\"muted small\">(7일 중 2일)</span></td>", page, StringComparison.Ordinal);
        Assert.Contains(">3 <span class=\"muted small\">(7일 중 3일)</span></td>", page, StringComparison.Ordinal);
        Assert.Contains("3 (7일 중 2일) → 3 (7일 중 3일). 앞선 판은", RestateReportHandler.Telling(document.Facts, changes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_with_our_marks_in_it_is_a_title()
    {
        var facts = ReportStage.Facts();
        var figures = facts.Figures.ToDictionary(StringComparer.Ordinal);
        figures["post_views:p1"] = figures["post_views:p1"] with { Label = "{{{특가}}} 안내" };
        facts = facts with { Figures = figures };

        var page = ReportPage.Write(ReportStage.Document(facts));

        Assert.Contains("“｛｛｛특가｝｝｝ 안내”", page, StringComparison.Ordinal);
        Assert.Contains(EmbeddedReportWriter.Write(facts).Text.Said(facts).Detail, line => line.Contains("“｛｛｛특가｝｝｝ 안내”", StringComparison.Ordinal));
    }

    [Fact]
    public void It_needs_nothing_else_and_believes_nobodys_words()
    {
        var page = ReportPage.Write(ReportStage.Document());

        Assert.DoesNotMatch("(?i)<script|<link|<img|<iframe|url\\(|@import|https?:|javascript:| on\\w+=| style=", page);
        Assert.Contains("온기카페 &lt;공식&gt;", page, StringComparison.Ordinal);
        Assert.Contains("없음 (플랫폼이 아직 주지 않음)", page, StringComparison.Ordinal);
        Assert.Contains("SnsOps 내장 작성기", page, StringComparison.Ordinal);
        Assert.Contains("<code>comments</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("늦게 작성됨", page, StringComparison.Ordinal);
        Assert.Contains("늦게 작성됨", ReportPage.Write(ReportStage.Document(late: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_changed_stands_there_with_before_after_and_why()
    {
        var (before, after) = (ReportStage.Facts(), ReportStage.Facts(("comments_received", 23)));
        var changes = FigureChange.Between(before.Figures, after.Figures);

        var change = Assert.Single(changes);
        Assert.Equal(("comments_received", 20m, 23m), (change.Name, change.Before, change.After));
        var page = ReportPage.Write(ReportStage.Document(after, version: 2, changes: changes));
        Assert.Contains("정정 2판", page, StringComparison.Ordinal);
        Assert.Contains("<tr><th scope=\"row\">새 댓글</th><td class=\"n\">20</td><td class=\"n\" data-figure=\"comments_received\">23</td><td>댓글이 뒤늦게 수집되었거나 감성이 다시 판정되었습니다", page, StringComparison.Ordinal);
        Assert.Empty(FigureChange.Between(before.Figures, ReportStage.Facts().Figures));
    }

    [Fact]
    public async Task The_same_report_is_the_same_bytes_as_a_page_and_as_a_PDF()
    {
        var (first, second) = (Encoding.UTF8.GetBytes(ReportPage.Write(ReportStage.Document())), Encoding.UTF8.GetBytes(ReportPage.Write(ReportStage.Document())));
        Assert.Equal(first, second);

        using var maker = new PdfMaker(new ReportsOptions());
        var asOf = ReportStage.Facts().AsOf;
        var made = Assert.IsType<PdfOutcome.Made>(await maker.MakeAsync(first, asOf, TestContext.Current.CancellationToken)).Bytes;
        Assert.Equal(made, Assert.IsType<PdfOutcome.Made>(await maker.MakeAsync(second, asOf, TestContext.Current.CancellationToken)).Bytes);
        Assert.NotEqual(made, Assert.IsType<PdfOutcome.Made>(await maker.MakeAsync(Encoding.UTF8.GetBytes("<h1>다른 리포트</h1>"), asOf, TestContext.Current.CancellationToken)).Bytes);
        await KeepAsync("report-daily", first, made);
    }

    [Fact]
    public async Task A_program_that_is_missing_fails_hangs_or_says_nonsense_makes_no_PDF_and_no_fault()
    {
        var folder = Directory.CreateTempSubdirectory("snsops-weasy-").FullName;
        try
        {
            Assert.Contains("실행할 수 없습니다", await MissingAsync("/no/such/weasyprint"), StringComparison.Ordinal);
            Assert.Contains("ended with 3: 글꼴이 없습니다", await MissingAsync(Script("fails", "cat >/dev/null; echo 글꼴이 없습니다 >&2; exit 3")), StringComparison.Ordinal);
            Assert.Contains("0.5초 안에", await MissingAsync(Script("hangs", "sleep 60 & sleep 60"), 0.5), StringComparison.Ordinal);
            Assert.Contains("ended with 0", await MissingAsync(Script("lies", "cat >/dev/null; echo 이것은 PDF가 아닙니다")), StringComparison.Ordinal);
            // What it says at the end of a long complaint may begin within an emoji and hold what no row can.
            var cut = await MissingAsync(Script("complains", "cat >/dev/null; printf '😀%.0s' {1..1500} >&2; printf 'a\\0b' >&2; exit 5"));
            Assert.EndsWith("😀ab", cut, StringComparison.Ordinal);
            Assert.Equal(cut, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)));
            Assert.Contains("10000바이트", await MissingAsync(Script("prints", "cat >/dev/null; echo %PDF-1.7; head -c 20000 /dev/zero"), most: 10_000), StringComparison.Ordinal);
            Assert.Contains("ended with 4", await MissingAsync(Script("deaf", "exec <&-; exit 4")), StringComparison.Ordinal);
            // It sees nothing of ours.
            Assert.Contains("HOME LANG PATH PWD PYTHONHASHSEED SHLVL SOURCE_DATE_EPOCH TZ _", await MissingAsync(Script("tells", "cat >/dev/null; env | cut -d= -f1 | sort | tr '\\n' ' ' >&2; exit 1")), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string Script(string name, string body)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, "#!/bin/bash\n" + body + "\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return path;
        }

        static async Task<string> MissingAsync(string program, double seconds = 30, int most = 9_000_000)
        {
            using var maker = new PdfMaker(new ReportsOptions { WeasyPrint = program, PdfSeconds = seconds, MostPdfBytes = most });
            return Assert.IsType<PdfOutcome.Missing>(await maker.MakeAsync(new byte[200_000], DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken)).Reason;
        }
    }

    /// <summary>For people to look at, beside the build output.</summary>
    private static async Task KeepAsync(string name, byte[] html, byte[] pdf)
    {
        if (Environment.GetEnvironmentVariable("SNSOPS_ARTIFACTS") is not { Length: > 0 } artifacts)
            return;
        var folder = Directory.CreateDirectory(Path.Combine(artifacts, "screens")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, name + ".html"), html);
        await File.WriteAllBytesAsync(Path.Combine(folder, name + ".pdf"), pdf);
    }
}
