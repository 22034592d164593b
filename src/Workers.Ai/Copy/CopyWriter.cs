using SnsOps.Shared.Llm;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Workers.Ai.Copy;

/// <summary>Has captions written: by a model, if there is one to ask, and what it leaves open by the embedded writer. Nothing is offered that breaks a rule.</summary>
/// <remarks>A model that breaks a rule is asked again once; what is still wrong then is mended, or dropped, and said so.</remarks>
internal sealed partial class CopyWriter(LlmGateway gateway, LlmLinks links, ILogger<CopyWriter> logger)
{
    private const int FewTags = 10;

    /// <summary>The drafts, as many of those wanted as keep all rules and differ.</summary>
    public async Task<CopyResult> WriteAsync(CopyBrief brief, string task, CancellationToken ct)
    {
        var embedded = EmbeddedCopyWriter.Write(brief);
        if (!links.Any)
            return embedded;
        var (drafts, tags, notes) = (new List<CopyDraft>(), new List<string>(), new List<string>());
        if (await AskAsync(CopyPrompt.Of(brief, task, brief.Wanted), ct) is { } first)
        {
            var (good, broken) = Take(first, brief, drafts, tags);
            drafts.AddRange(good);
            if (drafts.Count < brief.Wanted && await AskAsync(CopyPrompt.Of(brief, task, brief.Wanted - drafts.Count, (first.Text, broken)), ct) is { } second)
                Mend(second, brief, drafts, tags, notes);
        }

        if (drafts.Count == 0)
        {
            LogEmbedded(brief.Id);
            return embedded with { Notes = [.. notes, "모델이 쓸 만한 답을 주지 않아 내장 엔진이 썼습니다 | No model gave an answer that can be used: the embedded writer wrote these", .. embedded.Notes] };
        }

        if (drafts.Count < brief.Wanted)
            notes.Add($"초안 {brief.Wanted}개 가운데 {drafts.Count}개만 규칙에 맞고 서로 달랐습니다 | Only {drafts.Count} of {brief.Wanted} drafts kept the rules and differed");
        var hashtags = CopyCheck.Hashtags(tags, brief, Math.Min(FewTags, brief.Limits.MostHashtags ?? FewTags));
        return new CopyResult(drafts, hashtags.Count > 0 ? hashtags : embedded.Hashtags, notes);
    }

    /// <summary>Those that keep all rules as they are, and what is wrong with the others.</summary>
    private static (List<CopyDraft> Good, List<string> Broken) Take(Answered answer, CopyBrief brief, List<CopyDraft> drafts, List<string> tags)
    {
        if (answer.Read is not { } read)
            return ([], ["답이 정해진 형식의 JSON이 아닙니다 | the answer is not JSON of the given form"]);
        tags.AddRange(read.Hashtags);
        var broken = read.Drafts.SelectMany(text => CopyCheck.Broken(text, brief)).ToList();
        var right = read.Drafts.Where(text => CopyCheck.Broken(text, brief).Count == 0).Select(text => new CopyDraft(text.Trim(), answer.Engine, [])).Take(brief.Wanted).ToList();
        var good = CopyDiversity.Differing([.. drafts, .. right], brief);
        if (good.Count < right.Count)
            broken.Add("초안들이 서로 너무 비슷합니다 | the drafts are too much alike");
        if (read.Drafts.Count < brief.Wanted)
            broken.Add($"초안이 {brief.Wanted}개여야 합니다 | there must be {brief.Wanted} drafts");
        return (good, broken);
    }

    private static void Mend(Answered answer, CopyBrief brief, List<CopyDraft> drafts, List<string> tags, List<string> notes)
    {
        if (answer.Read is not { } read)
        {
            notes.Add("다시 부탁한 답도 정해진 형식이 아니었습니다 | The second answer was not of the given form either");
            return;
        }

        tags.AddRange(read.Hashtags);
        foreach (var text in read.Drafts.Where(text => drafts.TrueForAll(d => d.Text != text.Trim())))
        {
            if (drafts.Count == brief.Wanted)
                break;
            if (CopyCheck.Mended(text, answer.Engine, brief) is not { } mended)
                notes.Add($"초안 하나를 버렸습니다: {string.Join("; ", CopyCheck.Broken(text, brief).Select(b => b.Split(" | ")[0]))} | A draft was dropped: {string.Join("; ", CopyCheck.Broken(text, brief).Select(b => b.Split(" | ")[^1]))}");
            else if (CopyDiversity.Differing([.. drafts, mended], brief) is { } wider && wider.Count > drafts.Count)
                drafts.Add(mended);
            else
                notes.Add("다른 초안과 너무 비슷한 초안 하나를 버렸습니다 | A draft too much like the others was dropped");
        }
    }

    private async Task<Answered?> AskAsync(LlmRequest request, CancellationToken ct) =>
        await gateway.GenerateAsync(request, ct) is LlmAnswer.Written { Response: { IsEmbedded: false } response } ? new Answered(response.Content, response.Engine, CopyPrompt.Read(response.Content)) : null;

    [LoggerMessage(4061, LogLevel.Warning, "The embedded writer wrote the captions of {RequestId}: no model gave an answer that can be used", EventName = "CopyEmbeddedInstead")]
    private partial void LogEmbedded(Guid requestId);

    private sealed record Answered(string Text, string Engine, (IReadOnlyList<string> Drafts, IReadOnlyList<string> Hashtags)? Read);
}
