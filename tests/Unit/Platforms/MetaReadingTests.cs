using System.Text.Json;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Unit.Platforms;

/// <summary>What the Graph API sends is read without trusting its form.</summary>
public sealed class MetaReadingTests
{
    [Theory]
    [InlineData("""{"178":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":19}]}""", 19)]
    [InlineData("""{"1":[{"estimated_time_to_regain_access":3},{"estimated_time_to_regain_access":7}],"2":[{"call_count":5}]}""", 7)]
    [InlineData("""{"1":[{"estimated_time_to_regain_access":99999999}]}""", 1440)]
    public void The_longest_wait_of_any_asset_counts_in_minutes(string header, int minutes) => Assert.Equal(TimeSpan.FromMinutes(minutes), Regain(header));

    [Theory]
    [InlineData("""{"1":[{"call_count":28,"estimated_time_to_regain_access":0}]}""")]
    [InlineData("""{"1":{"estimated_time_to_regain_access":5}}""")]
    [InlineData("[]")]
    [InlineData("{broken")]
    public void A_header_that_throttles_nothing_or_cannot_be_read_says_nothing(string header) => Assert.Null(Regain(header));

    [Theory]
    [InlineData("""{"t":"안녕하세요"}""", "안녕하세요")]
    [InlineData("""{"t":"\uc548\ub155 \ud83d\ude0a\n\"끝\" \/ \\u0041"}""", "안녕 😊\n\"끝\" / \\u0041")]
    [InlineData("""{"t":"잘림 \ud83d"}""", "잘림 \uFFFD")]
    [InlineData("""{"t":"\ude0a\ud83d 거꾸로"}""", "\uFFFD\uFFFD 거꾸로")]
    [InlineData("""{"t":"영\u0000바이트"}""", "영바이트")]
    [InlineData("""{"t":null}""", null)]
    [InlineData("""{"t":5}""", null)]
    [InlineData("[]", null)]
    public void A_text_is_read_so_that_it_can_be_stored(string json, string? expected)
    {
        using var document = JsonDocument.Parse(json);

        Assert.Equal(expected, MetaJson.Text(document.RootElement, "t"));
    }

    [Fact]
    public void Usage_is_the_highest_of_calls_and_times_and_nothing_said_is_not_zero()
    {
        using var response = new HttpResponseMessage();
        Assert.Equal(MetaUsage.None, MetaUsage.Read(response.Headers));

        response.Headers.TryAddWithoutValidation("X-App-Usage", """{"call_count":28,"total_time":41.6,"total_cputime":25}""");
        response.Headers.TryAddWithoutValidation("X-Business-Use-Case-Usage", """{"17841":[{"type":"instagram","call_count":96,"total_cputime":25,"total_time":25,"estimated_time_to_regain_access":0}],"9":[]}""");
        Assert.Equal(new MetaUsage(41, 96, null), MetaUsage.Read(response.Headers));
    }

    [Theory]
    [InlineData("""{"call_count":"41","total_time":null,"total_cputime":[7],"of":{"call_count":99}}""", null)]
    [InlineData("""{"call_count":80,"call_count":12}""", 12)]
    [InlineData("""{"call_count":80,"call_count":"12"}""", null)]
    [InlineData("""{"\u0063all_count":12,"이름":"가을"}""", 12)]
    [InlineData("""{"call_count":-3}""", 0)]
    [InlineData("""{"call_count":1e999}""", 1000)]
    [InlineData("""{"call_count":12} {"call_count":13}""", null)]
    [InlineData("""{"call_count":12},""", null)]
    [InlineData("""{"call_count":12""", null)]
    [InlineData("""[{"call_count":12}]""", null)]
    [InlineData("12", null)]
    [InlineData("", null)]
    public void Of_the_app_the_last_number_of_a_name_counts_and_only_in_a_header_that_is_whole(string header, int? percent) =>
        Assert.Equal(new MetaUsage(percent, null, null), Usage("X-App-Usage", header));

    [Theory]
    [InlineData("""{"1":[5,"x",[{"call_count":99}],{"call_count":7,"of":{"call_count":98},"estimated_time_to_regain_access":-2}],"2":{"call_count":97},"3":null,"4":[{"total_time":12.9}]}""", 12)]
    [InlineData("""[{"call_count":99}]""", null)]
    [InlineData("""{"1":[{"call_count":99}]}}""", null)]
    [InlineData("""{"1":[]}""", null)]
    public void Of_the_assets_only_objects_in_their_lists_count(string header, int? percent) =>
        Assert.Equal(new MetaUsage(null, percent, null), Usage("X-Business-Use-Case-Usage", header));

    [Fact]
    public void A_long_header_is_read_to_its_end_and_several_lines_are_one()
    {
        var assets = Enumerable.Range(1, 90).Select(n => $$"""
            "{{n}}":[{"call_count":{{n}},"estimated_time_to_regain_access":{{n}},"type":"페이지"}]
            """);

        Assert.Equal(new MetaUsage(null, 90, TimeSpan.FromMinutes(90)), Usage("X-Business-Use-Case-Usage", "{" + string.Join(',', assets) + "}"));
        Assert.Equal(new MetaUsage(null, 9, null), Usage("X-Business-Use-Case-Usage", """{"1":[{"call_count":5}]""", """ "2":[{"call_count":9}]}"""));
    }

    private static TimeSpan? Regain(string header) => Usage("X-Business-Use-Case-Usage", header).RegainAccess;

    private static MetaUsage Usage(string name, params string[] lines)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(name, lines);
        return MetaUsage.Read(response.Headers);
    }
}
