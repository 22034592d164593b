using System.Text.RegularExpressions;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Workers.Ai.DraftReplies;

/// <summary>Takes out of a draft what its sources do not say. It holds whoever wrote it: a comment or a document may have talked a model into something.</summary>
internal static partial class DraftCheck
{
    private const double Grounded = 0.6;
    private const int LongestCourtesy = 160;

    /// <summary>The draft with the sentences that stand; null when none of them rests on a passage.</summary>
    public static WrittenDraft? Of(WrittenDraft draft, DraftRequest request, int mostCharacters)
    {
        var passages = request.Passages.ToDictionary(p => p.Id, p => NewChunk.Join(p.Heading, p.Text));
        var kept = draft.Sentences.Where(s => s.Chunks.Count == 0 ? IsCourtesy(s.Text, request) : IsGrounded(s, passages)).ToList();
        while (kept.Count > 0 && string.Join(' ', kept.Select(s => s.Text)).Length > mostCharacters)
            kept.RemoveAt(kept.Count - 1);
        return kept.Exists(s => s.Chunks.Count > 0) ? draft with { Sentences = kept } : null;
    }

    /// <summary>What rests on nothing may state nothing: no number, no address.</summary>
    private static bool IsCourtesy(string text, DraftRequest request)
    {
        var said = text;
        foreach (var name in (string[])[request.Signature, request.Client, request.Author.Trim().TrimStart('@')])
            said = name.Length == 0 ? said : said.Replace(name, "", StringComparison.Ordinal);
        return text.Length <= LongestCourtesy && !said.Any(char.IsDigit) && !Address().IsMatch(said);
    }

    /// <summary>It cites passages that were given, most of its words stand in them, and all of its numbers and addresses do.</summary>
    private static bool IsGrounded(DraftSentence sentence, Dictionary<Guid, string> passages)
    {
        if (!sentence.Chunks.All(passages.ContainsKey))
            return false;
        var cited = string.Join('\n', sentence.Chunks.Select(id => passages[id]));
        var inSources = KoreanTerms.Count(cited);
        var terms = KoreanTerms.Count(sentence.Text).Keys.ToList();
        var all = terms.Sum(TermWeights.Of);
        return (all == 0 || terms.Where(inSources.ContainsKey).Sum(TermWeights.Of) / all >= Grounded)
            && Number().Matches(sentence.Text).Select(n => n.Value).All(Numbers(cited).Contains)
            && Address().Matches(sentence.Text).All(a => cited.Contains(a.Value, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whole ones: "3일" does not stand in "30일". "10:00-19:00" has three.</summary>
    private static HashSet<string> Numbers(string text) =>
        [.. Number().Matches(text).SelectMany(n => n.Value.Contains(':', StringComparison.Ordinal) ? (string[])[n.Value, .. n.Value.Split('-')] : [n.Value])];

    [GeneratedRegex(@"\d[\d,.:\-]*\d|\d")]
    private static partial Regex Number();

    /// <summary>A link, a mail address or a name of the web.</summary>
    [GeneratedRegex(@"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(com|net|org|kr|io|co|me|ly|gg|shop|link|xyz|site|info)\b\S*", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
