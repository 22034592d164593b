using Dapper;
using Npgsql;
using SnsOps.Shared.Effects;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Whether another reply could be meant by what a thread shows.</summary>
internal enum Rival
{
    /// <summary>No other open attempt sent these words to this thread.</summary>
    None,

    /// <summary>One is being sent right now.</summary>
    Armed,

    /// <summary>One is looked for too.</summary>
    Unknown,
}

/// <summary>Which of the replies on a platform belong to other replies of ours: a match must not be one of them.</summary>
internal sealed class KnownReplies(NpgsqlDataSource database)
{
    /// <summary>What the complete list of a thread's comments that fit shows of an attempt: to be asked after it, when a rival that was sent before it is still open or its id is known.</summary>
    /// <remarks>A post has one first comment: there is no other of ours that it could be.</remarks>
    public async Task<Sighting> JudgeAsync(UnknownAttempt attempt, List<string> matches, CancellationToken ct)
    {
        var (taken, rival) = attempt.OnPost ? ([], Rival.None) : await AmongAsync(attempt, [.. matches], ct);
        matches.RemoveAll(taken.Contains);
        return (matches.Count, rival) switch
        {
            (0, _) => new Sighting.Absent(MayRecommit: false),
            (1, Rival.None) => new Sighting.There(matches[0], null),
            (_, Rival.Armed) => new Sighting.Unclear("the same words are being sent to the thread once more"),
            _ => new Sighting.Ambiguous(matches.Count),
        };
    }

    /// <summary>Of <paramref name="platformReplyIds"/> those that are taken on this account, and whether the rest may be another attempt's.</summary>
    /// <remarks>Two people may thank two customers in one thread with the same words; which of two lost answers stands there then, nobody can tell.</remarks>
    private async Task<(HashSet<string> Taken, Rival Rival)> AmongAsync(UnknownAttempt attempt, string[] platformReplyIds, CancellationToken ct)
    {
        if (platformReplyIds.Length == 0)
            return ([], Rival.None);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var sets = await connection.QueryMultipleAsync(new CommandDefinition($"""
            select bool_or(a.state = 'armed')
              from attempts a join comment_replies r on r.id = a.subject_id join comments_inbox c on c.id = r.comment_id
             where a.subject_kind = 'reply' and a.account_id = @AccountId and a.id <> @Id and a.fingerprint = @Fingerprint
               and {Threads.Of("c")} = @Thread;
            select platform_reply_id from comment_replies where account_id = @AccountId and platform_reply_id = any(@platformReplyIds);
            """, new { attempt.Id, attempt.AccountId, attempt.Fingerprint, attempt.Thread, platformReplyIds }, cancellationToken: ct));
        var armed = await sets.ReadSingleAsync<bool?>();
        var taken = (await sets.ReadAsync<string>()).ToHashSet();
        return (taken, armed switch { null => Rival.None, true => Rival.Armed, false => Rival.Unknown });
    }
}
