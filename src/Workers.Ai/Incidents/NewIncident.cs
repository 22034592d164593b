using System.Text.Json.Nodes;

namespace SnsOps.Workers.Ai.Incidents;

/// <summary>Something that staff of a client must look at now.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="Kind">crisis_comment, negative_surge, slow_build_up or coordinated.</param>
/// <param name="Severity">high or critical.</param>
/// <param name="Message">Korean: which client, what was seen.</param>
/// <param name="CommentIds">The comments it is about, newest first.</param>
internal sealed record NewIncident(Guid ClientId, string Kind, string Severity, string Message, Guid[] CommentIds)
{
    /// <summary>The figures that say why.</summary>
    public JsonObject Evidence { get; init; } = [];

    /// <summary>The client's rule that raised it.</summary>
    public Guid? RuleId { get; init; }

    /// <summary>What its notification is called.</summary>
    public string Title => Kind switch
    {
        _ when Severity == "critical" && Kind == "crisis_comment" => "위기 댓글이 감지되었습니다",
        "slow_build_up" => "부정 댓글이 서서히 늘고 있습니다",
        "coordinated" => "같은 부정 댓글이 반복해서 올라옵니다",
        _ => "부정 댓글이 급증했습니다",
    };
}
