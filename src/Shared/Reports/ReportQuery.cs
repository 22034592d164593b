namespace SnsOps.Shared.Reports;

/// <summary>A query that gives figures of reports. Its name and parameters stand beside each figure, so that anybody can count it again.</summary>
/// <param name="Name">Stands in the figures.</param>
/// <param name="Prefix">In front of its keys, that makes the figures' names.</param>
/// <param name="Korean">What it counts.</param>
/// <param name="English">The same.</param>
/// <param name="Why">Why its figures may be others later: Korean, for the table of changes.</param>
/// <param name="Sql">
/// Takes client_id, start, end (instants), from, to (days) and as_of; gives key, value and, where there is more to say, null_reason, seen_at, account_id, account, platform, label, given, wanted.
/// </param>
public sealed record ReportQuery(string Name, string Prefix, string Korean, string English, string Why, string Sql);
