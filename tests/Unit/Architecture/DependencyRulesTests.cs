using System.Text.RegularExpressions;

namespace SnsOps.Unit.Architecture;

/// <summary>Who may import whom (ARCHITECTURE.md): folder = namespace is enforced by the compiler, so the using lines tell.</summary>
public sealed partial class DependencyRulesTests
{
    private static readonly string Root = RepositoryRoot();

    public static TheoryData<string> Processes => ["Api", "Workers.Publishing", "Workers.Collection", "Workers.Ai"];

    [Theory]
    [MemberData(nameof(Processes))]
    public void A_process_imports_only_itself_and_shared(string process)
    {
        var foreign = Imports($"src/{process}").Where(i => !i.Namespace.StartsWith($"SnsOps.{process}", StringComparison.Ordinal) && !i.Namespace.StartsWith("SnsOps.Shared", StringComparison.Ordinal));

        Assert.Empty(foreign);
    }

    [Fact]
    public void Shared_imports_no_process_and_nothing_in_src_knows_the_sandbox_or_the_local_host()
    {
        Assert.Empty(Imports("src/Shared").Where(i => !i.Namespace.StartsWith("SnsOps.Shared", StringComparison.Ordinal)));
        Assert.Empty(Sources("src").Where(file => File.ReadAllText(file).Contains("_sandbox", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void Messages_import_nothing_of_ours() =>
        Assert.Empty(Imports("src/Shared/Messages").Where(i => !i.Namespace.StartsWith("SnsOps.Shared.Messages", StringComparison.Ordinal)));

    [Fact]
    public void A_job_folder_never_imports_another_job_folder()
    {
        var crossings =
            from process in new[] { "Workers.Publishing", "Workers.Collection", "Workers.Ai" }
            from folder in Directory.GetDirectories(Path.Combine(Root, "src", process))
            let job = Path.GetFileName(folder)
            where Directory.EnumerateFiles(folder, "*Schedule.cs", SearchOption.AllDirectories).Any()
            from import in Imports($"src/{process}/{job}")
            where import.Namespace.StartsWith($"SnsOps.{process}.", StringComparison.Ordinal)
            let target = import.Namespace.Split('.')[^1]
            where target != job && Directory.EnumerateFiles(Path.Combine(Root, "src", process, target), "*Schedule.cs").Any()
            select $"{import.File} → {import.Namespace}";

        Assert.Empty(crossings);
    }

    [Fact]
    public void Every_kind_of_nudge_has_a_handler_and_so_a_sweep()
    {
        var kinds = Regex.Matches(File.ReadAllText(Path.Combine(Root, "src/Shared/Messages/Kinds.cs")), @"const string (\w+) =").Select(m => m.Groups[1].Value).ToList();
        var handled = Sources("src").Select(File.ReadAllText).Where(code => code.Contains("INudgeHandler", StringComparison.Ordinal))
            .SelectMany(code => KindOfHandler().Matches(code).Select(m => m.Groups[1].Value)).ToHashSet();

        Assert.NotEmpty(kinds);
        Assert.Empty(kinds.Where(kind => kind != "LiveEvents" && !handled.Contains(kind)));      // live events: the Api's sequencer polls
    }

    private static IEnumerable<(string File, string Namespace)> Imports(string folder) =>
        from file in Sources(folder)
        from line in File.ReadLines(file)
        let match = UsingLine().Match(line)
        where match.Success
        select (Path.GetRelativePath(Root, file), match.Groups[1].Value);

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    internal static string RepositoryRoot() => Environment.GetEnvironmentVariable("SNSOPS_ROOT")
        ?? throw new InvalidOperationException("SNSOPS_ROOT is not set: run ./snsops test");

    [GeneratedRegex(@"^using (?:static )?(SnsOps\.[\w.]+)")]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"string Kind => Kinds\.(\w+);")]
    private static partial Regex KindOfHandler();
}
