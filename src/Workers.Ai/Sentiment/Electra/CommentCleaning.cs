using System.Text.RegularExpressions;

namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>The cleaning that KcELECTRA v2022 was trained with. https://github.com/Beomi/KcELECTRA</summary>
internal static partial class CommentCleaning
{
    /// <summary>The step that model.json names.</summary>
    /// <exception cref="ModelFileException">There is none of that name.</exception>
    public static Func<string, string> Named(string? name, string folder) => name switch
    {
        null or "none" => static text => text,
        "kc2022" => Clean,
        _ => throw new ModelFileException(Path.Combine(folder, "model.json"), $"preprocess '{name}'은(는) 없습니다: none 또는 kc2022", $"there is no preprocess '{name}': none or kc2022"),
    };

    /// <summary>Everything but Hangul, ASCII and a few signs becomes a blank, addresses go, and no letter stays more than twice in a row.</summary>
    public static string Clean(string text) => Blanks().Replace(Repeats().Replace(Addresses().Replace(Others().Replace(text, " "), "").Trim(), "$1$1"), " ").Trim();

    [GeneratedRegex(@"[^ .,?!/@$%~％·∼()\x00-\x7Fㄱ-ㅣ가-힣]+")]
    private static partial Regex Others();

    [GeneratedRegex(@"https?://(www\.)?[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-zA-Z0-9()]{1,6}\b([-a-zA-Z0-9()@:%_+.~#?&/=]*)")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"(\w)\1{2,}")]
    private static partial Regex Repeats();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
