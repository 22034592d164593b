using SnsOps.Local.Testing;

namespace SnsOps.Unit.Local;

public sealed class SuiteResultTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Totals_are_added_up_over_assemblies_and_errors_count_as_failures() =>
        Assert.Equal(new SuiteResult(7, 3, 1), Read(
            """<assemblies><assembly passed="5" failed="1" errors="1" skipped="1" not-run="0"/><assembly passed="2" failed="1" errors="0"/></assemblies>""", 1));

    [Fact]
    public void A_run_in_which_nothing_ran_has_failed() =>
        Assert.Equal(new SuiteResult(0, 1, 0), Read("""<assemblies><assembly passed="0" failed="0" errors="0"/></assemblies>""", 0));

    [Fact]
    public void A_bad_exit_code_is_never_green() =>
        Assert.Equal(new SuiteResult(4, 1, 0), Read("""<assemblies><assembly passed="4" failed="0" errors="0"/></assemblies>""", 134));

    [Theory]
    [InlineData("")]
    [InlineData("""<assemblies><assembly passed="4" """)]
    public void A_result_file_that_was_cut_off_is_one_failure(string text) => Assert.Equal(new SuiteResult(0, 1, 0), Read(text, 137));

    [Fact]
    public void A_missing_result_file_is_one_failure() => Assert.Equal(new SuiteResult(0, 1, 0), SuiteResult.Read("/nonexistent/없음.xml", 0));

    private SuiteResult Read(string xml, int exitCode)
    {
        File.WriteAllText(_file, xml);
        return SuiteResult.Read(_file, exitCode);
    }
}
