using System.Text.RegularExpressions;

namespace SnsOps.Unit.Page;

/// <summary>What the page says, it says in Korean and in English: each word stands beside its other half.</summary>
public sealed partial class PageWordsTests
{
    private static readonly string Folder = Path.Combine(Root(), "src", "Api", "wwwroot");

    /// <summary>The page behind an approval link: for the agency's clients, who read Korean.</summary>
    private const string KoreanOnly = "approve.js";

    [Fact]
    public void Every_korean_word_of_a_module_has_its_english_beside_it()
    {
        var modules = Directory.GetFiles(Folder, "*.js").Where(module => Path.GetFileName(module) != KoreanOnly).ToArray();
        Assert.True(modules.Length > 40, $"only {modules.Length} modules were found");
        Assert.Empty(modules.SelectMany(module => Alone(File.ReadAllText(module)).Select(line => $"{Path.GetFileName(module)}: {line}")));
    }

    [Fact]
    public void Both_halves_of_a_pair_say_something_and_fill_in_the_same_values()
    {
        var pairs = Directory.GetFiles(Folder, "*.js").SelectMany(module => Pair().Matches(File.ReadAllText(module)).Select(m => (Module: Path.GetFileName(module), Korean: m.Groups["ko"].Value, English: m.Groups["en"].Value))).ToList();
        Assert.True(pairs.Count > 400, $"only {pairs.Count} pairs were found");
        Assert.Empty(pairs.Where(p => string.IsNullOrWhiteSpace(p.English.Trim('\'', '"', '`'))).Select(p => $"{p.Module}: {p.Korean}"));
        Assert.Empty(pairs.Where(p => Hangul().IsMatch(p.Korean) && !Names(p.Korean).SetEquals(Names(p.English))).Select(p => $"{p.Module}: {p.Korean} | {p.English}"));
    }

    [Theory]
    [InlineData("const a = '혼자';", 1)]
    [InlineData("const a = ['둘', 'two'];", 0)]
    [InlineData("say('셋', 'three')", 0)]
    [InlineData("say(`넷 ${n}`, `four ${n}`)", 0)]
    [InlineData("// 주석은 말이 아니다", 0)]
    [InlineData("html`<p>다섯</p>`", 1)]
    public void A_word_without_its_other_half_is_found(string code, int alone) => Assert.Equal(alone, Alone(code).Count());

    private static IEnumerable<string> Alone(string code) => Comment().Replace(Pair().Replace(code, ""), "").Split('\n').Where(line => Hangul().IsMatch(line)).Select(line => line.Trim());

    private static HashSet<string> Names(string text) => [.. Value().Matches(text).Select(m => m.Groups[1].Value)];

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SnsOps.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the sources are not above the tests");
        return folder;
    }

    [GeneratedRegex("""(?:\[|\bsay\()\s*(?<ko>'[^']*'|"[^"]*"|`[^`]*`),\s*(?<en>'[^']*'|"[^"]*"|`[^`]*`)""")]
    private static partial Regex Pair();

    [GeneratedRegex(@"[\uac00-\ud7a3]")]
    private static partial Regex Hangul();

    [GeneratedRegex(@"(^|\s)//.*|/\*[\s\S]*?\*/", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<!\$)\{(\w+)\}")]
    private static partial Regex Value();
}
