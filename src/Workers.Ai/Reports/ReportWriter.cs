using SnsOps.Shared.Llm;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Workers.Ai.Reports;

/// <summary>Has the words of a report written: by a model, if there is one to ask and what it says holds; else by the embedded writer, which is named.</summary>
/// <remarks>A model that breaks a rule is asked again once.</remarks>
internal sealed partial class ReportWriter(LlmGateway gateway, LlmLinks links, ILogger<ReportWriter> logger)
{
    /// <summary>The words, which hold.</summary>
    public async Task<WrittenReport> WriteAsync(Guid clientId, ReportFacts facts, CancellationToken ct)
    {
        if (links.Any)
        {
            var first = await AskAsync(ReportPrompt.Of(clientId, facts), facts, ct);
            if (first is { Broken.Count: 0 })
                return first.Report!;
            var second = first is null ? null : await AskAsync(ReportPrompt.Of(clientId, facts, (first.Answer, first.Broken)), facts, ct);
            if (second is { Broken.Count: 0 })
                return second.Report!;
            LogEmbedded(clientId, first is null ? "nobody answered" : second is null ? "nobody answered again" : $"{second.Broken.Count} rules broken");
        }

        return EmbeddedReportWriter.Write(facts);
    }

    private async Task<Answered?> AskAsync(LlmRequest request, ReportFacts facts, CancellationToken ct)
    {
        if (await gateway.GenerateAsync(request, ct) is not LlmAnswer.Written { Response: { IsEmbedded: false } response })
            return null;
        return ReportPrompt.Read(response.Content) is { } text
            ? new Answered(response.Content, ReportCheck.Broken(text, facts), new WrittenReport(text, response.Engine))
            : new Answered(response.Content, ["답이 정해진 형식의 JSON이 아닙니다"], null);
    }

    [LoggerMessage(5150, LogLevel.Warning, "The embedded writer wrote a report of client {ClientId}: {Trouble}", EventName = "ReportEmbeddedInstead")]
    private partial void LogEmbedded(Guid clientId, string trouble);

    private sealed record Answered(string Answer, IReadOnlyList<string> Broken, WrittenReport? Report);
}
