namespace SnsOps.Api.Publications;

/// <summary>Notes who did what to publications, in the statement that does it.</summary>
internal static class PublicationActs
{
    /// <summary>
    /// A common table expression <c>noted</c> that follows a CTE <paramref name="done"/> with client_id, id and sends_at; <c>@userId</c> names the person.
    /// </summary>
    /// <param name="act">scheduled, cancelled or retried.</param>
    /// <param name="done">The CTE.</param>
    /// <param name="note">An SQL text that says why, or "null".</param>
    /// <param name="id">An SQL uuid: of an act on one publication, that of the call's key.</param>
    public static string Noted(string act, string done, string note = "null", string id = "gen_random_uuid()") => $"""
        noted as (
            insert into publication_acts (id, client_id, publication_id, at, act, user_id, sends_at, note)
            select {id}, client_id, id, (select snsops.now()), '{act}', @userId, sends_at, {note} from {done})
        """;
}
