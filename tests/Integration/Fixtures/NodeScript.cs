using System.Diagnostics;

namespace SnsOps.Integration.Fixtures;

/// <summary>A script under Node, with the npm packages that the set-up fetched for the tests.</summary>
internal static class NodeScript
{
    /// <summary>Starts one; it ends with its test.</summary>
    /// <param name="script">Beside the test's own sources.</param>
    /// <param name="environment">What the script reads.</param>
    public static Process Start(string script, params (string Name, string Value)[] environment)
    {
        var modules = Environment.GetEnvironmentVariable("SNSOPS_NODE_MODULES") ?? throw new InvalidOperationException("SNSOPS_NODE_MODULES is not set: run ./snsops test");
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, script)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NODE_PATH"] = modules;
        start.Environment["NODE_NO_WARNINGS"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs one to its end and returns what it printed.</summary>
    public static async Task<string> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        using var process = Start(script, environment);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }
}
