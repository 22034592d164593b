using System.Text.RegularExpressions;

namespace SnsOps.Workers.Ai.Training;

/// <summary>Fills the slots of a template: <c>{먹을것}</c> takes a word, <c>{먹을것:을}</c> a word with the particle that fits its last sound.</summary>
internal sealed partial class TemplateFiller(IReadOnlyDictionary<string, string[]> slots)
{
    private const int TriesPerText = 4;

    /// <summary>Up to <paramref name="most"/> different texts; the same template always gives the same ones.</summary>
    public List<string> Fill(string template, int most)
    {
        var random = new Random((int)StableHash.Of(template));
        var texts = new List<string>();
        var seen = new HashSet<string>();
        for (var i = 0; i < most * TriesPerText && texts.Count < most; i++)
        {
            var text = Slot().Replace(template, match => Word(match, random));
            if (seen.Add(text))
                texts.Add(text);
        }
        return texts;
    }

    private string Word(Match match, Random random)
    {
        var values = slots.TryGetValue(match.Groups["slot"].Value, out var known) ? known : throw new InvalidOperationException($"no slot for {match.Value}");
        var word = values[random.Next(values.Length)];
        return match.Groups["particle"].Success ? word + Particle(word, match.Groups["particle"].Value) : word;
    }

    /// <summary>The form of the particle after this word; templates name the form after a consonant.</summary>
    private static string Particle(string word, string particle)
    {
        const int tails = 28, rieul = 8;
        var tail = word[^1] is >= '가' and <= '힣' and var last ? (last - '가') % tails : 0;
        return particle switch
        {
            "이" => tail > 0 ? "이" : "가",
            "을" => tail > 0 ? "을" : "를",
            "은" => tail > 0 ? "은" : "는",
            "과" => tail > 0 ? "과" : "와",
            "으로" => tail is > 0 and not rieul ? "으로" : "로",
            _ => throw new InvalidOperationException($"unknown particle '{particle}'"),
        };
    }

    [GeneratedRegex(@"\{(?<slot>[^:}]+)(:(?<particle>[^}]+))?\}")]
    private static partial Regex Slot();
}
