using System.Globalization;
using System.Net;
using System.Text;
using SnsOps.Shared.Notifications;
using SnsOps.Shared.Security;
using SnsOps.Workers.Publishing.Channels;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

/// <summary>Finds the words of a delivery: those that were given, or what its notifications say, one or many.</summary>
internal sealed class LetterWriter(DeliveryOptions options, TokenVault vault)
{
    private const int Most = 20;
    private readonly string _page = options.PageUrl.TrimEnd('/');

    /// <summary>Null when there is nothing to say any more: everything was read on the page meanwhile.</summary>
    public Letter? Write(OutgoingDelivery row)
    {
        var hook = row.HookSecret is null ? null : vault.Open(row.ContactId, row.HookKeyId!, row.HookSecret);
        if (row.Purpose != "notifications")
        {
            var text = row.Sealed is null ? row.Body ?? "" : vault.Open(row.Id, row.KeyId!, row.Sealed);
            return text.Length == 0 ? null : new Letter(row.Id, row.ContactId, row.ClientId, row.Recipient, row.Subject ?? "", text)
            {
                Html = row.Html, Attachments = row.Files, Hook = hook, IsAutomatic = true,
            };
        }

        var notes = row.Told;
        return notes.Count == 0 ? null : new Letter(row.Id, row.ContactId, row.ClientId, row.Recipient, SubjectOf(notes), TextOf(row.Channel, notes))
        {
            Html = row.Channel == "email" ? HtmlOf(notes) : null, Hook = hook,
        };
    }

    private static string SubjectOf(IReadOnlyList<Note> notes)
    {
        var first = OneLine(notes[0].Title);
        return "[SnsOps] " + (notes.Count == 1 ? first : $"{first} 외 {notes.Count - 1}건");
    }

    private string TextOf(string channel, IReadOnlyList<Note> notes)
    {
        if (channel == "sms")
        {
            // What does not fit into a text message is on the page.
            var link = LinkOf(notes[0]);
            return notes.Count == 1 ? $"{SubjectOf(notes)}\n{notes[0].Message}{(link.Length == 0 ? "" : "\n" + link)}" : SubjectOf(notes) + (_page.Length == 0 ? "" : "\n" + _page);
        }

        var text = new StringBuilder();
        foreach (var note in notes.Take(Most))
        {
            text.Append(notes.Count == 1 && channel == "slack" ? "" : $"■ {OneLine(note.Title)}\n").Append(note.Message).Append('\n');
            if (LinkOf(note) is { Length: > 0 } link)
                text.Append(link).Append('\n');
            text.Append('\n');
        }

        if (notes.Count > Most)
            text.Append(CultureInfo.InvariantCulture, $"그 밖에 {notes.Count - Most}건이 더 있습니다.\n");
        return text.ToString().TrimEnd();
    }

    private string HtmlOf(IReadOnlyList<Note> notes)
    {
        var body = new StringBuilder();
        foreach (var note in notes.Take(Most))
        {
            body.Append(CultureInfo.InvariantCulture, $"<h2 style=\"font-size:16px;margin:20px 0 4px\">{Safe(OneLine(note.Title))}</h2><p style=\"margin:0 0 4px;white-space:pre-line\">{Safe(note.Message)}</p>");
            if (LinkOf(note) is { Length: > 0 } link)
                body.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:0\"><a href=\"{Safe(link)}\">화면에서 열기</a></p>");
        }

        if (notes.Count > Most)
            body.Append(CultureInfo.InvariantCulture, $"<p>그 밖에 {notes.Count - Most}건이 더 있습니다.</p>");
        var settings = _page.Length == 0 ? "" : $"<p style=\"color:#666;font-size:12px;margin-top:24px\"><a href=\"{Safe(_page)}/#/notification-settings\">알림 설정 바꾸기</a></p>";
        return $"<!doctype html><html lang=\"ko\"><head><meta charset=\"utf-8\"></head><body style=\"font-family:sans-serif;max-width:640px\">{body}{settings}</body></html>";
    }

    private string LinkOf(Note note) => _page.Length > 0 && PageLink.Of(note.Reference) is { Length: > 0 } link ? $"{_page}/{link}" : "";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}
