using MimeKit;
using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>Makes the MIME message of a letter: Korean subjects by RFC 2047, UTF-8 bodies, and one Message-ID for all attempts.</summary>
internal sealed class MailWriter(SmtpOptions options, IObjectStore objects, TimeProvider clock)
{
    /// <summary>The message; its attachments are read from the object store.</summary>
    public async Task<MimeMessage> WriteAsync(Letter letter, CancellationToken ct)
    {
        var from = new MailboxAddress(options.FromName, options.From);
        var message = new MimeMessage { Subject = letter.Subject, MessageId = $"{letter.DeliveryId:N}@{from.Domain}", Date = clock.GetUtcNow() };
        message.From.Add(from);
        message.To.Add(MailboxAddress.Parse(letter.Recipient));
        if (letter.IsAutomatic)
        {
            message.Headers.Add("Auto-Submitted", "auto-generated");
            message.Headers.Add("X-Auto-Response-Suppress", "All");
        }

        var body = new BodyBuilder { TextBody = letter.Text, HtmlBody = letter.Html };
        foreach (var attachment in letter.Attachments)
        {
            await using var bytes = await objects.OpenReadAsync(Convert.FromHexString(attachment.Sha256), 0, ct);
            await body.Attachments.AddAsync(attachment.Name, bytes, ContentType.Parse(attachment.Type), ct);
        }

        message.Body = body.ToMessageBody();
        return message;
    }
}
