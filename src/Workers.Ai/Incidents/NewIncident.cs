namespace SnsOps.Workers.Ai.Incidents;

/// <summary>Something that staff of a client must look at now.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Kind">crisis_comment or negative_surge.</param>
/// <param name="Severity">high or critical.</param>
/// <param name="Message">Korean: which client, what was seen.</param>
/// <param name="CommentIds">The comments it is about, newest first.</param>
internal sealed record NewIncident(Guid ClientId, string Kind, string Severity, string Message, Guid[] CommentIds);
