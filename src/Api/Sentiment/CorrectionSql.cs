using Dapper;
using Npgsql;
using SnsOps.Api.Auth;
using SnsOps.Api.Database;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Sentiment;

/// <summary>Writes what staff say of a verdict: a row of the gold set, and the comment's class from now on.</summary>
internal sealed class CorrectionSql(NpgsqlDataSource database)
{
    /// <summary>The model of a comment whose class is a person's.</summary>
    public const string Staff = "staff";

    /// <summary>Notes it. The model's own words stay those of the model, however often people change their mind.</summary>
    public Task<Refusal?> CorrectAsync(Guid commentId, SentimentCorrection correction, Caller caller, CancellationToken ct) => database.InTransactionAsync(async (connection, transaction) =>
    {
        var scored = await connection.QuerySingleOrDefaultAsync<bool?>(new CommandDefinition("""
            select sentiment is not null from comments_inbox where id = @commentId and client_id = any(@ClientIds) for update
            """, new { commentId, caller.ClientIds }, transaction, cancellationToken: ct));
        if (scored is null)
            return ProblemKinds.CommentNotFound.Plain();
        if (scored is false)
            return ProblemKinds.CommentNotScored.Plain();
        await connection.ExecuteAsync(new CommandDefinition("""
            with noted as (
                insert into sentiment_corrections (id, client_id, comment_id, message, model, model_sentiment, model_score, sentiment, note, corrected_by, corrected_at)
                select @RowId, c.client_id, c.id, c.message, coalesce(b.model, c.sentiment_model), coalesce(b.model_sentiment, c.sentiment), coalesce(b.model_score, c.score),
                       @Sentiment::sentiment, nullif(btrim(@Note), ''), @UserId, snsops.now()
                  from comments_inbox c
                  left join lateral (
                    select model, model_sentiment, model_score from sentiment_corrections s
                     where s.comment_id = c.id and c.sentiment_model = @Staff order by s.corrected_at desc, s.id desc limit 1) b on true
                 where c.id = @commentId
                on conflict (id) do nothing
                returning comment_id)
            update comments_inbox c set sentiment = @Sentiment::sentiment, score = 1, sentiment_model = @Staff, sentiment_spans = null
              from noted n where c.id = n.comment_id
            """, new { caller.RowId, commentId, correction.Sentiment, correction.Note, caller.UserId, Staff }, transaction, cancellationToken: ct));
        return null;
    }, ct);

    public async Task<IReadOnlyList<CorrectionView>> OfCommentAsync(Guid commentId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return (await connection.QueryAsync<CorrectionView>(new CommandDefinition("""
            select s.id, s.comment_id, s.model, s.model_sentiment::text as model_sentiment, s.model_score, s.sentiment::text as sentiment, s.note, u.name as corrected_by_name, s.corrected_at
              from sentiment_corrections s join users u on u.id = s.corrected_by where s.comment_id = @commentId order by s.corrected_at desc, s.id desc
            """, new { commentId }, cancellationToken: ct))).AsList();
    }
}
