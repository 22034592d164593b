using System.Text;
using SnsOps.Shared.Copy;
using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.Copy;

/// <summary>Holds every caption to the platform's limits, the client's rules and the facts, whoever wrote it.</summary>
internal static class CopyCheck
{
    /// <summary>What a text breaks, in Korean and English; nothing: it may be offered.</summary>
    public static IReadOnlyList<string> Broken(string text, CopyBrief brief) => [.. Unmendable(text, brief), .. Mendable(text, brief)];

    /// <summary>A text that keeps all rules, made of one that breaks some; null: it says what it must not.</summary>
    public static CopyDraft? Mended(string text, string engine, CopyBrief brief)
    {
        if (Unmendable(text, brief).Any())
            return null;
        var (mended, notes) = (text.Trim(), new List<string>());
        if (Missing(mended, brief).ToList() is { Count: > 0 } missing)
        {
            mended += "\n\n" + string.Join(' ', missing);
            notes.Add($"빠진 필수 문구를 덧붙였습니다: {string.Join(", ", missing)} | What must be said was added");
        }

        if (TooManyHashtags(mended, brief))
        {
            mended = WithoutHashtags(mended, brief);
            notes.Add("넘치는 해시태그를 뺐습니다 | Hashtags above the limit were taken out");
        }

        while (TooLong(mended, brief) && Shorter(mended, brief) is { } shorter)
        {
            if (notes.Count == 0 || !notes[^1].StartsWith("길이", StringComparison.Ordinal))
                notes.Add("길이를 맞추려고 뒷부분 문장을 뺐습니다 | Sentences at the end were taken out to fit");
            mended = shorter;
        }

        return Broken(mended, brief).Count == 0 ? new CopyDraft(mended, engine, notes) : null;
    }

    /// <summary>Hashtags that may be suggested, each once.</summary>
    public static IReadOnlyList<string> Hashtags(IEnumerable<string> tags, CopyBrief brief, int most) =>
    [
        .. tags.Select(t => "#" + t.Trim().TrimStart('#')).Where(t => TextMarks.Hashtag().Match(t) is { Success: true } m && m.Length == t.Length && t.Length <= 51)
            .Where(t => BannedWords.In(t, brief.Banned).Count == 0 && !Invented(t, brief).Any()).Distinct(StringComparer.OrdinalIgnoreCase).Take(most),
    ];

    private static IEnumerable<string> Unmendable(string text, CopyBrief brief)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            yield return "본문이 비었거나 쓸 수 없는 문자가 있습니다 | it is empty, or has characters that cannot be used";
        if (BannedWords.In(text, brief.Banned) is { Count: > 0 } banned)
            yield return $"금지어가 있습니다: {string.Join(", ", banned)} | it has banned words: {string.Join(", ", banned)}";
        if (Invented(text, brief).ToList() is { Count: > 0 } invented)
            yield return $"주어진 사실에 없는 숫자나 주소가 있습니다: {string.Join(", ", invented)} | numbers or addresses that nobody gave: {string.Join(", ", invented)}";
        if (brief.Limits.MostMentions is { } most && TextMarks.Mention().Count(text) is var mentions && mentions > most)
            yield return $"@언급은 {most}개까지입니다 (지금 {mentions}개) | up to {most} mentions, there are {mentions}";
        if (brief.Limits.MostTextBytes is not null && text.AsSpan().IndexOfAny('<', '>') >= 0)
            yield return "설명에는 < 와 > 를 쓸 수 없습니다 | a description must not have < or >";
    }

    private static IEnumerable<string> Mendable(string text, CopyBrief brief)
    {
        if (Missing(text, brief).ToList() is { Count: > 0 } missing)
            yield return $"필수 문구가 빠졌습니다: {string.Join(", ", missing)} | what must be said is missing: {string.Join(", ", missing)}";
        if (TooLong(text, brief))
            yield return $"본문은 {brief.Limits.MostText}자{(brief.Limits.MostTextBytes is { } bytes ? $", {bytes}바이트" : "")}까지입니다 | a text has up to {brief.Limits.MostText} characters";
        if (TooManyHashtags(text, brief))
            yield return $"해시태그는 {brief.Limits.MostHashtags}개까지입니다 | up to {brief.Limits.MostHashtags} hashtags";
    }

    private static IEnumerable<string> Missing(string text, CopyBrief brief)
    {
        var said = Letters.Composed(text);
        return brief.Required.Where(r => !said.Contains(Letters.Composed(r), StringComparison.Ordinal));
    }

    private static IEnumerable<string> Invented(string text, CopyBrief brief)
    {
        var given = Claims.Number().Matches(brief.Given).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var number in Claims.Number().Matches(text).Select(m => m.Value).Where(n => !given.Contains(n)))
            yield return number;
        foreach (var address in Claims.Address().Matches(text).Select(m => m.Value).Where(a => !brief.Given.Contains(a, StringComparison.OrdinalIgnoreCase)))
            yield return address;
    }

    private static bool TooLong(string text, CopyBrief brief) =>
        text.EnumerateRunes().Count() > brief.Limits.MostText || (brief.Limits.MostTextBytes is { } bytes && Encoding.UTF8.GetByteCount(text) > bytes);

    private static bool TooManyHashtags(string text, CopyBrief brief) => brief.Limits.MostHashtags is { } most && TextMarks.Hashtag().Count(text) > most;

    /// <summary>The last ones go first, but none that must be said.</summary>
    private static string WithoutHashtags(string text, CopyBrief brief)
    {
        foreach (var tag in TextMarks.Hashtag().Matches(text).Reverse())
        {
            if (!TooManyHashtags(text, brief))
                break;
            var without = text.Remove(tag.Index, tag.Length);
            if (!Missing(without, brief).Any())
                text = without;
        }

        return text.Trim();
    }

    /// <summary>One sentence or line less, from the end, without what must be said.</summary>
    private static string? Shorter(string text, CopyBrief brief)
    {
        var parts = Sentences.Of(text);
        for (var i = parts.Count - 1; i > 0; i--)
        {
            var without = string.Concat(parts.Where((_, place) => place != i)).Trim();
            if (without.Length > 0 && !Missing(without, brief).Any())
                return without;
        }

        return null;
    }
}
