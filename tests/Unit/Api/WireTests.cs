using System.Text.Json;
using SnsOps.Api.Comments;
using SnsOps.Api.Hosting;
using SnsOps.Api.Paging;
using SnsOps.Api.Problems;

namespace SnsOps.Unit.Api;

/// <summary>Small things on the wire: page tokens, times, search texts, problem codes, the page's policy.</summary>
public sealed class WireTests
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new InstantConverter() } };

    [Fact]
    public void A_page_token_comes_back_as_it_was_and_nonsense_is_null()
    {
        var cursor = new Cursor(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero).AddTicks(1234560), Guid.CreateVersion7().ToString());
        Assert.Equal(cursor, Cursor.Parse(cursor.ToString()));
        foreach (var token in (string[])["x", "!!", "아무말", "MTIz", "fHw", new string('A', 500), "OTk5OTk5OTk5OTk5OTk5OTk5OTk5fGE"])
            Assert.Null(Cursor.Parse(token));
    }

    [Theory]
    [InlineData("2026-11-20T18:00:00+09:00", true)]
    [InlineData("2026-11-20T09:00:00Z", true)]
    [InlineData("2026-11-20T09:00:00.123456Z", true)]
    [InlineData("2026-11-20T18:00+09:00", true)]
    [InlineData("2026-11-20T09:00:00", false)]
    [InlineData("2026-11-20", false)]
    [InlineData("내일 아침", false)]
    public void A_time_without_an_offset_is_refused(string text, bool accepted)
    {
        if (accepted)
            Assert.Equal(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), JsonSerializer.Deserialize<DateTimeOffset>($"\"{text}\"", Json), TimeSpan.FromSeconds(1));
        else
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>($"\"{text}\"", Json));
    }

    [Fact]
    public void Times_go_out_in_utc() =>
        Assert.Equal("\"2026-11-20T09:00:00.5Z\"", JsonSerializer.Serialize(new DateTimeOffset(2026, 11, 20, 18, 0, 0, 500, TimeSpan.FromHours(9)), Json));

    [Theory]
    [InlineData(" 맛 있어 ", "맛있어")]
    [InlineData("LaTTe\u3000라떼", "latte라떼")]
    [InlineData("\t \n", null)]
    [InlineData(null, null)]
    public void A_search_text_is_folded_like_the_bigrams(string? typed, string? folded) => Assert.Equal(folded, SearchText.Fold(typed));

    [Fact]
    public void Wildcards_in_a_search_text_mean_themselves() => Assert.Equal(@"%100\%\_\\%", SearchText.Pattern(@"100%_\"));

    [Fact]
    public void Every_problem_is_documented_with_its_status_and_text()
    {
        var document = File.ReadAllText(Path.Combine(Root(), "deploy/docs/errors.md"));
        Assert.Equal(ProblemKinds.All.Count, ProblemKinds.All.Select(k => k.Code).Distinct().Count());
        Assert.All(ProblemKinds.All, k => Assert.Contains($"| `{k.Code}` | {k.Status} | {k.Title} | {k.TitleEn} |", document, StringComparison.Ordinal));
        Assert.Equal(ProblemKinds.All.Count, document.Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_pages_policy_names_the_hash_of_its_import_map()
    {
        var policy = StaffPage.Policy("<head><script type=\"importmap\">{}</script></head>");
        Assert.Contains("script-src 'self' 'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='", policy, StringComparison.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "global.json")))
            folder = folder.Parent;
        return folder?.FullName ?? Environment.GetEnvironmentVariable("SNSOPS_ROOT") ?? throw new InvalidOperationException("SNSOPS_ROOT is not set: run ./snsops test");
    }
}
