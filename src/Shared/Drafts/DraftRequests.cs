using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;

namespace SnsOps.Shared.Drafts;

/// <summary>How a draft is asked for, and how drafts go that have lost their place: by the Api when a person acts, by the AI worker when a thread moves.</summary>
public static class DraftRequests
{
    /// <summary>Name of the job's items; their subject is the draft.</summary>
    public const string Job = "draft-reply";

    /// <summary>States of a draft that is still waited for or offered.</summary>
    public const string Open = "('waiting', 'written', 'no_basis')";

    /// <summary>What people are told of a draft that nobody works on any more.</summary>
    public const string GivenUp = "여러 번 시도했지만 초안을 쓰지 못했습니다. 다시 부탁해 주세요 | It could not be written, tried several times: ask for it again";

    /// <summary>Whether a draft (d) is waited for in vain. Its item was made together with it and is closed after it, so it has one that is not closed for as long as somebody works on it.</summary>
    public const string IsGivenUp = $"(d.state = 'waiting' and not exists (select from job_items b where b.subject_id = d.id and b.job = '{Job}' and b.state in ('ready', 'claimed')))";

    /// <summary>Makes items for the drafts of a set <c>wanted (id, client_id)</c>, as a part of a <c>with</c>; it returns them as <c>items (id)</c>.</summary>
    public const string Items = $"""
        items as (
            insert into job_items (id, job, scheduled_for, client_id, subject_id, next_attempt_at)
            select gen_random_uuid(), '{Job}', (select snsops.now()), w.client_id, w.id, (select snsops.now()) from wanted w
            returning id)
        """;

    /// <summary>Drops what is offered or waited for in a comment's thread, because a person has answered or done something there.</summary>
    public static Task<int> DropOfThreadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid commentId, string reason, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition($"""
            update reply_drafts d
               set state = 'dropped', reason = @reason, closed_at = coalesce(d.closed_at, (select snsops.now()))
              from comments_inbox c join comments_inbox t on t.account_id = c.account_id and {Threads.Of("t")} = {Threads.Of("c")}
             where c.id = @commentId and d.comment_id = t.id and d.state in {Open}
            """, new { commentId, reason }, transaction, cancellationToken: ct));
}
