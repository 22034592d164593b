namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Hangul syllables taken apart into their letters, so that 좋았다 and 좋아요 share their stem.</summary>
internal static class Jamo
{
    private const char FirstSyllable = '가', LastSyllable = '힣';
    private const char FirstLead = '\u1100', FirstVowel = '\u1161', BeforeFirstTail = '\u11A7';
    private const int SyllablesPerLead = 588, SyllablesPerVowel = 28;

    /// <summary>How many letters <see cref="Spell"/> writes for a character.</summary>
    public static int LettersOf(char c) => c is < FirstSyllable or > LastSyllable ? 1 : (c - FirstSyllable) % SyllablesPerVowel > 0 ? 3 : 2;

    /// <summary>Writes two or three letters for each syllable and every other character as it is; returns how many.</summary>
    public static int Spell(ReadOnlySpan<char> text, Span<char> letters)
    {
        var length = 0;
        foreach (var c in text)
        {
            if (c is < FirstSyllable or > LastSyllable)
            {
                letters[length++] = c;
                continue;
            }
            var index = c - FirstSyllable;
            letters[length++] = (char)(FirstLead + (index / SyllablesPerLead));
            letters[length++] = (char)(FirstVowel + (index % SyllablesPerLead / SyllablesPerVowel));
            if (index % SyllablesPerVowel is > 0 and var tail)
                letters[length++] = (char)(BeforeFirstTail + tail);
        }
        return length;
    }
}
