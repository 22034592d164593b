using SnsOps.Workers.Ai.Drafts;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>How a draft begins and ends, in the brand's tone. Always our own words: what rests on no passage is never left to whoever wrote the rest.</summary>
internal static class Courtesies
{
    /// <summary>The sentences between a greeting and a close with the signature.</summary>
    public static IReadOnlyList<DraftSentence> Around(DraftRequest request, IReadOnlyList<DraftSentence> sentences) =>
        [new DraftSentence(Opening(request), []), .. sentences, new DraftSentence(Closing(request), [])];

    private static string Opening(DraftRequest request)
    {
        var greeting = $"{Salutation.Of(request.Author)}, {(request.Tone == "friendly" ? "안녕하세요!" : "안녕하세요.")} {Salutation.Sender(request.Client)}".TrimEnd();
        return greeting + (request.Sentiment, request.Tone) switch
        {
            (SentimentClass.Negative or SentimentClass.Crisis, _) => " 불편을 드려 죄송합니다.",
            (_, "friendly") => " 물어봐 주셔서 감사해요!",
            (_, "formal") => " 문의해 주셔서 대단히 감사드립니다.",
            _ => " 문의해 주셔서 감사합니다.",
        };
    }

    private static string Closing(DraftRequest request) => ((request.Tone switch
    {
        "friendly" => "더 궁금하신 점은 언제든 편하게 남겨 주세요!",
        "formal" => "추가로 궁금하신 사항이 있으시면 말씀해 주시기 바랍니다.",
        _ => "더 궁금하신 점이 있으면 말씀해 주세요.",
    }) + " " + request.Signature).TrimEnd();
}
