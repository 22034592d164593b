using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace SnsOps.Local.Testing;

/// <summary>What one test executable found, read from its result file.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failed">Tests that failed, and errors outside of a test.</param>
/// <param name="Skipped">Tests that did not run: they prove nothing, so they do not count as green.</param>
public sealed record SuiteResult(int Passed, int Failed, int Skipped)
{
    /// <summary>What failed, with message and stack, to be read without searching the whole output.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>One failure of the executable itself, not of one of its tests.</summary>
    public static SuiteResult Broken(string why) => new(0, 1, 0) { Failures = [why] };

    /// <summary>Reads xunit's v2+ XML; a file that is missing or cut off is one failure.</summary>
    public static SuiteResult Read(string path, int exitCode)
    {
        if (!File.Exists(path))
            return Broken(Died(exitCode));
        XElement[] assemblies;
        try
        {
            assemblies = [.. XDocument.Load(path).Descendants("assembly")];
        }
        catch (XmlException)
        {
            return Broken(Died(exitCode));
        }
        int Sum(string attribute) =>
            assemblies.Sum(assembly => int.Parse(assembly.Attribute(attribute)?.Value ?? "0", CultureInfo.InvariantCulture));
        var result = new SuiteResult(Sum("passed"), Sum("failed") + Sum("errors"), Sum("skipped") + Sum("not-run"))
        {
            Failures = [.. assemblies.SelectMany(assembly => assembly.Descendants("failure")).Select(Told)],
        };
        var nothingRan = result.Passed + result.Failed == 0;
        var hiddenFailure = exitCode != 0 && result.Failed == 0;
        return nothingRan || hiddenFailure ? result + Broken(nothingRan ? "실행된 테스트가 없습니다 / no test ran" : Died(exitCode)) : result;
    }

    private static string Died(int exitCode) => $"테스트 실행 파일이 결과를 다 쓰지 못하고 끝났습니다 / the test executable died before it had written its results (exit {exitCode})";

    public static SuiteResult operator +(SuiteResult a, SuiteResult b) =>
        new(a.Passed + b.Passed, a.Failed + b.Failed, a.Skipped + b.Skipped) { Failures = [.. a.Failures, .. b.Failures] };

    public static SuiteResult Add(SuiteResult left, SuiteResult right) => left + right;

    /// <summary>A test's own failure, or that of a fixture ("error" around it).</summary>
    private static string Told(XElement failure) => string.Join('\n',
        new[] { failure.Parent?.Attribute("name")?.Value, failure.Element("message")?.Value, failure.Element("stack-trace")?.Value }.Where(text => !string.IsNullOrEmpty(text)));
}
