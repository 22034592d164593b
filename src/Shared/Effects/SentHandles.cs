namespace SnsOps.Shared.Effects;

/// <summary>Handles that a publication was sent with: what came of it may have been public all the same, so whoever makes it ready again asks the platform about them first.</summary>
public static class SentHandles
{
    private static readonly string NothingLeft = string.Join(", ", Outcome.Unsent.Select(code => $"'{code}'"));

    /// <summary>Whether the publication <paramref name="row"/> was sent with the handle it has, and nobody has looked and said that it is not there: a condition.</summary>
    public static string Has(string row) => $"""
        exists (select from publishing_logs l
                 where l.subject_id = {row}.id and l.subject_kind = 'publication' and l.step = 'post' and l.armed_at >= coalesce({row}.handle_at, '-infinity')
                   and l.resolved_by <> 'gate' and (l.resolved_by <> 'person' or l.status <> 'not_there') and coalesce(l.error_code, '') not in ({NothingLeft}))
        """;

    /// <summary>Drops the handle of <paramref name="row"/> unless this holds: assignments of an update.</summary>
    public static string KeptWhere(string row, string condition) => $"handle = case when {condition} then {row}.handle end, handle_at = case when {condition} then {row}.handle_at end";

    /// <summary>The same where it is called off: kept if it was sent.</summary>
    public static string Kept(string row) => KeptWhere(row, Has(row));
}
