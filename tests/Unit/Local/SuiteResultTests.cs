using SnsOps.Local.Testing;

namespace SnsOps.Unit.Local;

public sealed class SuiteResultTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Totals_are_added_up_over_assemblies_and_errors_count_as_failures() =>
        Assert.Equal((7, 3, 1), Read(
            """<assemblies><assembly passed="5" failed="1" errors="1" skipped="1" not-run="0"/><assembly passed="2" failed="1" errors="0"/></assemblies>""", 1));

    [Fact]
    public void A_run_in_which_nothing_ran_has_failed() =>
        Assert.Equal((0, 1, 0), Read("""<assemblies><assembly passed="0" failed="0" errors="0"/></assemblies>""", 0));

    [Fact]
    public void A_bad_exit_code_is_never_green() =>
        Assert.Equal((4, 1, 0), Read("""<assemblies><assembly passed="4" failed="0" errors="0"/></assemblies>""", 134));

    [Theory]
    [InlineData("")]
    [InlineData("""<assemblies><assembly passed="4" """)]
    public void A_result_file_that_was_cut_off_is_one_failure(string text) => Assert.Equal((0, 1, 0), Read(text, 137));

    [Fact]
    public void A_missing_result_file_is_one_failure_that_names_how_the_executable_ended()
    {
        var result = SuiteResult.Read("/nonexistent/없음.xml", 139);
        Assert.Equal((0, 1, 0), Counts(result));
        Assert.Contains("139", Assert.Single(result.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void What_failed_is_told_with_its_name_message_and_place()
    {
        Write("""
            <assemblies><assembly passed="1" failed="1" errors="0"><collection><test name="게시.한_번만_나간다" result="Fail">
            <failure><message>기대: 1, 실제: 2</message><stack-trace>at 게시Tests.cs:7</stack-trace></failure></test></collection></assembly></assemblies>
            """);
        Assert.Equal("게시.한_번만_나간다\n기대: 1, 실제: 2\nat 게시Tests.cs:7", Assert.Single(SuiteResult.Read(_file, 1).Failures));
    }

    private (int Passed, int Failed, int Skipped) Read(string xml, int exitCode)
    {
        Write(xml);
        return Counts(SuiteResult.Read(_file, exitCode));
    }

    private void Write(string xml) => File.WriteAllText(_file, xml);

    private static (int Passed, int Failed, int Skipped) Counts(SuiteResult result) => (result.Passed, result.Failed, result.Skipped);
}
