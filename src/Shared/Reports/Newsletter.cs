using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using SnsOps.Shared.Deliveries;

namespace SnsOps.Shared.Reports;

/// <summary>A report as mail: its words, and its PDF with them. One per recipient and period, whatever is repeated or restated.</summary>
public static class Newsletter
{
    /// <summary>Writes the mails that are not there yet, in the caller's transaction.</summary>
    /// <returns>How many were written, of how many recipients; null when it is not the version that counts: that one would be taken for sent.</returns>
    public static async Task<(int Queued, int Recipients)?> QueueAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid reportId, CancellationToken ct)
    {
        if (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition("""
            select r.client_id, c.name as client, r.kind, r.period_start::timestamp as period_start, r.period_end::timestamp as period_end, r.text::text as text, r.pdf_sha256, r.late
              from reports r join clients c on c.id = r.client_id where r.id = @reportId and r.state = 'ready' and r.superseded_at is null for share of r
            """, new { reportId }, transaction, cancellationToken: ct)) is not { } report)
            return null;
        var recipients = await MailRecipients.OfClientAsync(connection, transaction, report.ClientId, ct);
        var queued = 0;
        foreach (var recipient in recipients)
        {
            var mail = new MailToSend(report.ClientId, report.Key, recipient, report.Subject, report.Plain())
            {
                Html = report.Html(), Attachments = report.PdfSha256 is { } pdf ? [new MailAttachment(report.FileName, "application/pdf", pdf)] : [],
            };
            queued += await mail.InsertAsync(connection, transaction, ct) == MailQueued.Queued ? 1 : 0;
        }

        return (queued, recipients.Count);
    }

    private sealed record Row
    {
        public Guid ClientId { get; init; }
        public string Client { get; init; } = "";
        public string Kind { get; init; } = "";
        public DateTime PeriodStart { get; init; }
        public DateTime PeriodEnd { get; init; }
        public string Text { get; init; } = "{}";
        public byte[]? PdfSha256 { get; init; }
        public bool Late { get; init; }

        /// <summary>The period's, not the version's: a restatement is no second newsletter.</summary>
        public string Key => string.Create(CultureInfo.InvariantCulture, $"newsletter:{ClientId}:{Kind}:{PeriodStart:yyyy-MM-dd}:{PeriodEnd:yyyy-MM-dd}");

        public string Subject => $"[{string.Join(' ', Client.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}] {(Kind == "daily" ? "일간" : "기간")} 리포트 {Period}{(Late ? " (늦게 작성됨)" : "")}";

        public string FileName => $"리포트 {Period.Replace(" – ", "~", StringComparison.Ordinal)}.pdf";

        private string Period => string.Create(CultureInfo.InvariantCulture, $"{PeriodStart:yyyy-MM-dd}{(PeriodEnd == PeriodStart ? "" : $" – {PeriodEnd:yyyy-MM-dd}")}");

        public string Plain()
        {
            var (summary, detail, strategy) = Words();
            var text = new StringBuilder();
            text.AppendJoin('\n', summary.Select((line, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {line}"))).Append("\n\n").AppendJoin('\n', detail);
            return text.Append("\n\n다음에 할 일\n").AppendJoin('\n', strategy.Select(line => "- " + line)).Append('\n').ToString();
        }

        public string Html()
        {
            var (summary, detail, strategy) = Words();
            return $"""
                <!doctype html><html lang="ko"><head><meta charset="utf-8"><title>{Encode(Subject)}</title></head>
                <body style="margin:0;padding:16px;font-family:sans-serif;line-height:1.6;color:#1c1f24"><h1 style="font-size:20px">{Encode(Subject)}</h1>
                <ol>{Items(summary)}</ol>
                {string.Concat(detail.Select(line => $"<p>{Encode(line)}</p>\n"))}<h2 style="font-size:16px">다음에 할 일</h2>
                <ul>{Items(strategy)}</ul></body></html>

                """;
        }

        private (IReadOnlyList<string> Summary, IReadOnlyList<string> Detail, IReadOnlyList<string> Strategy) Words()
        {
            using var text = JsonDocument.Parse(Text);
            return (Lines("summary"), Lines("detail"), Lines("strategy"));
            IReadOnlyList<string> Lines(string name) => text.RootElement.TryGetProperty(name, out var lines) ? [.. lines.EnumerateArray().Select(l => l.GetString()!)] : [];
        }

        private static string Items(IReadOnlyList<string> lines) => string.Concat(lines.Select(line => $"<li>{Encode(line)}</li>"));

        private static string Encode(string text) => WebUtility.HtmlEncode(text);
    }
}
