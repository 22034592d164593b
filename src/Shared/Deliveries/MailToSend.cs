using System.Text.Json;
using Dapper;
using Npgsql;

namespace SnsOps.Shared.Deliveries;

/// <summary>An e-mail to one recipient: a row in the caller's transaction, sent within seconds and at most once. Nobody needs to be nudged for it.</summary>
/// <param name="ClientId">Whose mail it is: the recipient is one of this client's, or a user who works for it.</param>
/// <param name="Key">Together with the recipient it is sent once: such as "newsletter:{report}".</param>
/// <param name="Recipient">An address that was verified.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The plain body: every mail has one.</param>
public sealed record MailToSend(Guid ClientId, string Key, string Recipient, string Subject, string Text)
{
    /// <summary>What a mail that could not be sent within so many hours is given up after.</summary>
    private const int GraceHours = 24;

    /// <summary>The same with style, complete in itself: no image or style sheet from elsewhere.</summary>
    public string? Html { get; init; }

    /// <summary>Files that are in the object store already, at most ten megabytes in all.</summary>
    public IReadOnlyList<MailAttachment> Attachments { get; init; } = [];

    /// <summary>Writes the row, unless it is there or nobody has shown that the address is theirs. One that was given up without being sent begins anew; one whose fate is not known never does.</summary>
    /// <exception cref="InvalidOperationException">The subject has several lines: that is how headers are smuggled in.</exception>
    public async Task<MailQueued> InsertAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Key);
        if (Subject.AsSpan().ContainsAny('\r', '\n'))
            throw new InvalidOperationException("The subject of a mail is one line.");
        var answer = await connection.QuerySingleAsync<(bool Known, bool Added)>(new CommandDefinition($"""
            with contact as (
                select c.id, c.user_id, c.address from contacts c
                 where lower(c.address) = lower(@Recipient) and c.channel = 'email' and {Reachable} and {OfClient}
                 order by c.client_id nulls last, c.id limit 1),
            added as (
                insert into notification_deliveries (id, client_id, user_id, contact_id, channel, purpose, recipient, key, subject, body, html, attachments, next_attempt_at, expires_at, created_at)
                select @id, @ClientId, c.user_id, c.id, 'email', 'mail', c.address, @Key, @Subject, @Text, @Html, @attachments::jsonb, n.now, n.now + make_interval(hours => @GraceHours), n.now
                  from contact c cross join (select snsops.now()) as n (now)
                on conflict (key, lower(recipient)) where key is not null do update
                   set contact_id = excluded.contact_id, user_id = excluded.user_id, recipient = excluded.recipient, subject = excluded.subject, body = excluded.body, html = excluded.html,
                       attachments = excluded.attachments, state = 'waiting', retry_count = 0, error_code = null, error = null, next_attempt_at = excluded.next_attempt_at,
                       expires_at = excluded.expires_at, created_at = excluded.created_at, updated_at = clock_timestamp()
                 where notification_deliveries.state in ('failed', 'cancelled')
                returning id)
            select exists (select from contact), exists (select from added)
            """, new
        {
            id = Guid.CreateVersion7(), ClientId, Key, Recipient, Subject, Text, Html, GraceHours,
            attachments = JsonSerializer.Serialize(Attachments.Select(a => new StoredAttachment(a.FileName, a.ContentType, Convert.ToHexStringLower(a.Sha256)))),
        }, transaction, cancellationToken: ct));
        return !answer.Known ? MailQueued.NotVerified : answer.Added ? MailQueued.Queued : MailQueued.QueuedBefore;
    }

    /// <summary>What must be true of a contact <c>c</c> for anything to be sent to it.</summary>
    public const string Reachable = "c.verified_at is not null and c.removed_at is null and c.broken_at is null";

    /// <summary>That a contact <c>c</c> has to do with <c>@ClientId</c>.</summary>
    private const string OfClient = """
        (c.client_id = @ClientId or exists (select from users u where u.id = c.user_id and u.active
          and (u.role = 'admin' or exists (select from client_members m where m.client_id = @ClientId and m.user_id = u.id))))
        """;
}

/// <summary>A file that goes with a mail.</summary>
/// <param name="FileName">As the recipient sees it.</param>
/// <param name="ContentType">Such as "application/pdf".</param>
/// <param name="Sha256">Its key in the object store.</param>
public sealed record MailAttachment(string FileName, string ContentType, byte[] Sha256);

/// <summary>What became of a mail that was to be written.</summary>
public enum MailQueued
{
    /// <summary>It is sent within seconds.</summary>
    Queued,

    /// <summary>One with this key and recipient was there already: nothing changed.</summary>
    QueuedBefore,

    /// <summary>Nobody has shown that the address is theirs, or it is broken, or it has nothing to do with the client: nothing was written.</summary>
    NotVerified,
}

/// <summary>An attachment as its delivery's row has it.</summary>
/// <param name="Name">As the recipient sees it.</param>
/// <param name="Type">Media type.</param>
/// <param name="Sha256">Key in the object store, hex.</param>
public sealed record StoredAttachment(string Name, string Type, string Sha256);
