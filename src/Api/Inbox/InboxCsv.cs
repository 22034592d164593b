using System.Globalization;
using System.Text;

namespace SnsOps.Api.Inbox;

/// <summary>The inbox as CSV, written as it is read: a thousand rows at a time, so that neither memory nor a snapshot of the database is held for a slow reader.</summary>
internal sealed class InboxCsv(InboxFilter filter, InboxSql inbox, InboxExportSql export) : IResult
{
    private const int RowsAtOnce = 1000;

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["crisis"] = "위기", ["negative"] = "부정", ["neutral"] = "중립", ["positive"] = "긍정",
        ["open"] = "열림", ["answered"] = "답함", ["done"] = "완료", ["snoozed"] = "미룸",
        ["hidden"] = "숨김", ["held"] = "검토 대기", ["spam"] = "스팸 의심",
    };

    public async Task ExecuteAsync(HttpContext context)
    {
        var ct = context.RequestAborted;
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"inbox.csv\"";
        context.Response.Headers.CacheControl = "no-store";
        var text = new StringBuilder().Append(CsvText.ByteOrderMark);
        CsvText.AppendLine(text, "댓글 시각", "고객사", "플랫폼", "계정", "작성자", "댓글", "감성", "상태", "노출", "담당자", "첫 답글 시각", "첫 답글 작성자", "첫 답글", "메모 수", "댓글 ID", "게시물 ID");
        for (InboxPlace? after = null; ;)
        {
            var entries = await inbox.ListAsync(filter, after, RowsAtOnce, ct);
            var more = await export.OfAsync([.. entries.Select(e => e.Comment.Id)], ct);
            foreach (var entry in entries)
                Append(text, entry, more[entry.Comment.Id]);
            await context.Response.WriteAsync(text.ToString(), Encoding.UTF8, ct);
            text.Clear();
            if (entries.Count < RowsAtOnce)
                return;
            after = InboxSql.PlaceOf(filter, entries[^1]);
        }
    }

    private static void Append(StringBuilder text, InboxEntry entry, InboxExportRow more)
    {
        var comment = entry.Comment;
        CsvText.AppendLine(text,
            more.PostedAt, more.Client, comment.Platform, entry.AccountName, comment.Author, comment.Message, Word(comment.Sentiment), Word(entry.State),
            comment.DeletedAt is not null ? "삭제됨" : Word(comment.HiddenAs), entry.AssigneeName, more.RepliedAt, more.RepliedBy, more.Reply,
            entry.Notes.ToString(CultureInfo.InvariantCulture), comment.Id.ToString(), comment.PlatformPostId);
    }

    private static string? Word(string? word) => word is null ? null : Words.GetValueOrDefault(word, word);
}
