using System.Text;
using SnsOps.Shared.Database;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>Text as Korean networks carry it: EUC-KR, where Hangul takes two bytes. Up to 90 bytes are an SMS, up to 2000 an LMS with a subject of up to 40.</summary>
internal static class SmsText
{
    public const int SmsBytes = 90, LmsBytes = 2000, SubjectBytes = 40;

    private static readonly Encoding Korean = Make();

    /// <summary>How many bytes it takes.</summary>
    public static int Bytes(string text) => Korean.GetByteCount(text);

    /// <summary>What the networks cannot carry (emoji, most of all) is left out, so that it is not refused or garbled.</summary>
    public static string Carried(string text) => Korean.GetString(Korean.GetBytes(Letters.Composed(text)));

    /// <summary>At most so many bytes; what is cut off is marked by "…".</summary>
    public static string Cut(string text, int bytes)
    {
        if (Bytes(text) <= bytes)
            return text;
        const string Mark = "…";
        var room = bytes - Bytes(Mark);
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            room -= Bytes(rune.ToString());
            if (room < 0)
                break;
            kept.Append(rune.ToString());
        }

        return kept.ToString().TrimEnd() + Mark;
    }

    private static Encoding Make()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(949, new EncoderReplacementFallback(""), new DecoderReplacementFallback(""));
    }
}
