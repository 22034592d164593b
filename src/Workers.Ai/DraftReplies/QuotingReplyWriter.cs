using System.Text.RegularExpressions;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>The embedded writer: courtesies in the brand's tone around sentences that stand in the client's own documents, word for word.</summary>
/// <remarks>Guidelines speak to staff, so none of their sentences is said to the public.</remarks>
internal sealed partial class QuotingReplyWriter : IReplyWriter
{
    /// <summary>What staff see as a draft's origin.</summary>
    internal const string Engine = "embedded-quotes";
    private const int MostQuotes = 2, LongestQuote = 220;

    // As much as another word for what was asked, if it is seldom written.
    private const double LeastShared = 0.15;

    /// <inheritdoc />
    public Task<WrittenDraft> WriteAsync(DraftRequest request, CancellationToken ct)
    {
        var quotes = Quotes(request);
        return Task.FromResult(new WrittenDraft(Engine, quotes.Count == 0 ? [] : Courtesies.Around(request, quotes)));
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

    [GeneratedRegex(@"(?<=[.!?。])\s+|\n+")]
    private static partial Regex SentenceEnd();

    /// <summary>The column's name before a cell of a table, or the letter before a question or an answer.</summary>
    [GeneratedRegex(@"^(질문|답변|답|문의|안내|내용|Q|A|q|a|question|answer)\s*\d*\s*[:.)]\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Label();

    [GeneratedRegex(@"[?？]\s*$")]
    private static partial Regex AsksItself();
}
