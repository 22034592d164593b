using System.Text.RegularExpressions;
using SnsOps.Shared.Knowledge;
using SnsOps.Workers.Ai.Drafts;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>The embedded writer: courtesies in the brand's tone around sentences that stand in the client's own documents, word for word.</summary>
/// <remarks>Guidelines speak to staff, so none of their sentences is said to the public.</remarks>
internal sealed partial class QuotingReplyWriter : IReplyWriter
{
    private const string Engine = "embedded-quotes";
    private const int MostQuotes = 2, LongestQuote = 220;

    // As much as another word for what was asked, if it is seldom written.
    private const double LeastShared = 0.15;

    /// <inheritdoc />
    public Task<WrittenDraft> WriteAsync(DraftRequest request, CancellationToken ct)
    {
        var quotes = Quotes(request);
        return Task.FromResult(new WrittenDraft(Engine, quotes.Count == 0 ? [] : [Courtesy(Opening(request)), .. quotes, Courtesy(Closing(request))]));
    }

    private static List<DraftSentence> Quotes(DraftRequest request)
    {
        var question = Question.Of(request.Message);
        var best = (
            from passage in request.Passages
            where passage.Kind != "guideline"
            from sentence in Sentences(passage.Text)
            where sentence.Length is > 5 and <= LongestQuote && !AsksItself().IsMatch(sentence)
            let named = KoreanTerms.Count(passage.Heading).Keys.ToHashSet()
            where Shared(question, sentence, named) >= LeastShared
            orderby (Shared(question, sentence, []) * (1 + passage.Coverage)) + (Shared(question, passage.Heading, []) * 0.5) descending
            select (Text: sentence, passage.Id)).DistinctBy(s => s.Text).Take(MostQuotes).ToList();
        return [.. best.Select(s => new DraftSentence(s.Text, [s.Id]))];
    }

    /// <summary>How much of what was asked a text has, by the square of the general weights, besides terms that only name what it is about.</summary>
    private static double Shared(Question question, string text, HashSet<uint> besides) =>
        KoreanTerms.Count(text).Keys.Where(t => !besides.Contains(t)).Sum(t => question.Terms.GetValueOrDefault(t) * TermWeights.Of(t) * TermWeights.Of(t));

    private static IEnumerable<string> Sentences(string text) => SentenceEnd().Split(text).Select(s => Label().Replace(s.Trim().TrimStart('-', '*', '•', ' '), "")).Where(s => s.Length > 0);

    private static DraftSentence Courtesy(string text) => new(text, []);

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

    [GeneratedRegex(@"(?<=[.!?。])\s+|\n+")]
    private static partial Regex SentenceEnd();

    /// <summary>The column's name before a cell of a table, or the letter before a question or an answer.</summary>
    [GeneratedRegex(@"^(질문|답변|답|문의|안내|내용|Q|A|q|a|question|answer)\s*\d*\s*[:.)]\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Label();

    [GeneratedRegex(@"[?？]\s*$")]
    private static partial Regex AsksItself();
}
