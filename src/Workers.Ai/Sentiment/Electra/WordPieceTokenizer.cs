using System.Globalization;
using System.Text;

namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>
/// Cuts a text into word pieces as BERT's own tokenizer does for a cased vocabulary: control characters dropped, Chinese characters and punctuation on their own,
/// each word by its longest pieces. Any thread may use it.
/// </summary>
/// <remarks>
/// Hangul is no Chinese character here, and accents stay: stripping them takes Hangul apart into letters that no vocabulary has.
/// A text that says "[SEP]" gets its letters, not the special piece: a comment cannot speak to the model.
/// </remarks>
internal sealed class WordPieceTokenizer(Vocabulary vocabulary)
{
    private const int LongestWord = 100;

    private enum Kind { Letter, Blank, Alone, Nothing }

    /// <summary>Writes the pieces between [CLS] and [SEP]; what does not fit is left out from the end.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="ids">Where to; room for two at least. A text's length and two more is enough for all of it.</param>
    /// <returns>How many were written.</returns>
    public int Encode(string text, Span<int> ids)
    {
        var room = ids[..^1];
        room[0] = vocabulary.Begin;
        var count = 1;
        Span<char> word = stackalloc char[2 * LongestWord];
        var (length, letters) = (0, 0);
        foreach (var letter in text.EnumerateRunes())
        {
            var kind = KindOf(letter);
            if (kind == Kind.Nothing)
                continue;
            if (kind == Kind.Letter)
            {
                if (++letters <= LongestWord)
                    length += letter.EncodeToUtf16(word[length..]);
                continue;
            }

            count = Add(word[..length], letters, room, count);
            (length, letters) = (0, 0);
            if (kind == Kind.Alone)
                count = Add(word[..letter.EncodeToUtf16(word)], 1, room, count);
            if (count == room.Length)
                break;
        }

        count = Add(word[..length], letters, room, count);
        ids[count] = vocabulary.End;
        return count + 1;
    }

    private int Add(ReadOnlySpan<char> word, int letters, Span<int> ids, int count)
    {
        if (letters == 0)
            return count;
        Span<int> pieces = stackalloc int[word.Length];
        var found = 0;
        for (var at = 0; at < word.Length; found++)
        {
            var length = letters <= LongestWord ? vocabulary.Longest(word[at..], at > 0, out pieces[found]) : 0;
            if (length == 0)
            {
                // One part that is not known makes the whole word unknown.
                (pieces[0], found) = (vocabulary.Unknown, 1);
                break;
            }

            at += length;
        }

        var fitting = Math.Min(found, ids.Length - count);
        pieces[..fitting].CopyTo(ids[count..]);
        return count + fitting;
    }

    private static Kind KindOf(Rune letter)
    {
        var value = letter.Value;
        if (letter.IsAscii)
        {
            return value is ' ' or '\t' or '\n' or '\r' ? Kind.Blank
                : value is < ' ' or 0x7F ? Kind.Nothing
                : char.IsAsciiLetterOrDigit((char)value) ? Kind.Letter
                : Kind.Alone;      // ASCII's signs count as punctuation, also those that Unicode calls symbols
        }

        if (value is >= '가' and <= '힣')
            return Kind.Letter;
        if (IsChinese(value))
            return Kind.Alone;
        return Rune.GetUnicodeCategory(letter) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => Kind.Nothing,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Kind.Blank,
            UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
                or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation => Kind.Alone,
            _ => value == Rune.ReplacementChar.Value ? Kind.Nothing : Kind.Letter,
        };
    }

    private static bool IsChinese(int value) => value is >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x2A6DF or >= 0x2A700 and <= 0x2B73F
        or >= 0x2B740 and <= 0x2B81F or >= 0x2B920 and <= 0x2CEAF or >= 0xF900 and <= 0xFAFF or >= 0x2F800 and <= 0x2FA1F;
}
