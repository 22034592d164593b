using System.Globalization;
using SnsOps.Local.Output;
using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.Local.Testing;

/// <summary>One run of the tests, in folders, on ports and with servers of its own; it leaves nothing behind.</summary>
internal sealed class TestRun(IReadOnlyList<TestSuite> suites, IReadOnlyList<string> runnerOptions)
{
    private static readonly TimeSpan SuiteLimit = TimeSpan.FromMinutes(25);
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(5);

    private readonly string _artifacts = LocalFolders.Required("SNSOPS_ARTIFACTS");

    internal async Task<SuiteResult> RunAsync(CancellationToken ct)
    {
        Posix.AdoptOrphans();
        var home = LocalFolders.FromEnvironment();
        RemoveStaleRuns(home);
        var folders = home.ThrowAway(string.Create(CultureInfo.InvariantCulture, $"test-{Environment.ProcessId}")).Create();
        using var log = new LogFile(Path.Combine(folders.Logs, "servers.log"));
        try
        {
            await using var servers = suites.Any(suite => suite.NeedsServers) ? await TestServers.StartAsync(folders, log.Write, ct) : null;
            var total = new SuiteResult(0, 0, 0);
            foreach (var suite in suites)
                total += await RunSuiteAsync(suite, folders, servers?.Environment() ?? [], ct);
            return total;
        }
        catch (Failure)
        {
            foreach (var line in log.Tail)
                Console.WriteLine($"  postgres│ {line}");
            throw;
        }
        finally
        {
            await EndLeftoversAsync([]);
            folders.Remove();
        }
    }

    private async Task<SuiteResult> RunSuiteAsync(
        TestSuite suite, LocalFolders folders, Dictionary<string, string?> environment, CancellationToken ct)
    {
        var assembly = Path.Combine(_artifacts, "bin", suite.Project, "release", suite.Project + ".dll");
        if (!File.Exists(assembly))
            throw new Failure($"{suite.Name} 테스트가 없습니다 / the {suite.Name} tests are missing", assembly, "./snsops test");
        environment["SNSOPS_STATE"] = folders.State;
        environment["SNSOPS_CHROMIUM"] = Environment.GetEnvironmentVariable("SNSOPS_CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium";
        environment["DOTNET_NOLOGO"] = "1";
        // Many short lives: code that is never compiled a second time halves the processor time of the fleets.
        environment["DOTNET_TieredPGO"] = "0";
        environment["DOTNET_TC_CallCountThreshold"] = "3000";
        var results = Path.Combine(folders.State, suite.Name + ".xml");
        var start = ChildStart.Managed(assembly, ["-noLogo", "-noColor", "-reporter", "verbose", "-xml", results, .. runnerOptions]) with
        {
            Environment = environment, WorkingFolder = Path.GetDirectoryName(assembly),
        };
        Console.WriteLine($"── {suite.Name} ──");
        var before = Descendants.OfThisProcess().Select(found => found.Process).ToHashSet();
        var output = new SuiteOutput(suite.Name, Console.WriteLine);
        await using var child = await ChildProcess.StartAsync(start, output.Line);
        var code = await EndOfAsync(child, suite, ct);
        var result = SuiteResult.Read(results, code);
        if (result.Passed == 0 && result.Failed > 0)
            result = result with { Failures = [.. result.Failures, $"{suite.Name}: {output.Tail}"] };
        var left = await EndLeftoversAsync(before);
        return left.Count == 0 ? result : result + SuiteResult.Broken($"{suite.Name}: 남은 프로세스 / left behind: {string.Join(", ", left)}");
    }

    private static async Task<int> EndOfAsync(ChildProcess child, TestSuite suite, CancellationToken ct)
    {
        try
        {
            return await child.Exited.WaitAsync(SuiteLimit, ct);
        }
        catch (TimeoutException)
        {
            Console.WriteLine($"  {suite.Name}: {SuiteLimit.TotalMinutes:0}분이 지나 끝냅니다 / still running after {SuiteLimit.TotalMinutes:0} min, ended");
            await child.StopAsync(LeavePatience);
            return 124;
        }
        catch (OperationCanceledException)
        {
            await child.StopAsync(LeavePatience);
            throw;
        }
    }

    /// <summary>Ends what the tests started and did not end, and says so: a test that leaves a process behind has failed.</summary>
    private static async Task<IReadOnlyList<string>> EndLeftoversAsync(HashSet<ProcessIdentity> known)
    {
        var left = Descendants.OfThisProcess().Where(found => !known.Contains(found.Process)).ToArray();
        var waits = await Task.WhenAll(left.Select(found => found.Process.WaitForEndAsync(LeavePatience, CancellationToken.None)));
        var stayed = left.Zip(waits).Where(pair => !pair.Second).Select(pair => pair.First).ToArray();
        foreach (var (process, name) in stayed)
        {
            Console.WriteLine($"  남은 프로세스를 끝냅니다 / left behind, ended: {name} ({process.Pid})");
            await process.EndAsync(UnixSignal.Terminate, LeavePatience, CancellationToken.None);
        }
        return [.. stayed.Select(found => found.Name)];
    }

    /// <summary>Folders of runs that were killed.</summary>
    private static void RemoveStaleRuns(LocalFolders home)
    {
        var prefix = Path.GetFileName(home.State) + ".test-";
        foreach (var folder in Directory.EnumerateDirectories(Path.GetDirectoryName(home.State) ?? "/", prefix + "*"))
        {
            var run = Path.GetFileName(folder)[prefix.Length..];
            if (int.TryParse(run, CultureInfo.InvariantCulture, out var pid) && ProcessIdentity.Of(pid) is null)
                new LocalFolders(folder).Remove();
        }
    }
}
