using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SnsOps.Local.Processes;

/// <summary>One running child: its lines, its end, and a way to stop it. It never outlives this process.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly UnixSignal _stopSignal;
    private readonly Task _output;

    private ChildProcess(Process process, UnixSignal stopSignal, Action<string> line)
    {
        _process = process;
        _stopSignal = stopSignal;
        Identity = ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, -1, "");
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, line), PumpAsync(process.StandardError, line));
        Exited = WaitAsync();
    }

    /// <summary>Who it is; of a child that was over at once, nobody.</summary>
    public ProcessIdentity Identity { get; }

    /// <summary>Ends with the exit code (128 + n for death by signal n) when the process itself is over.</summary>
    public Task<int> Exited { get; }

    /// <summary>Starts a child in a session of its own, so that Ctrl-C in the terminal reaches this process alone.</summary>
    public static async Task<ChildProcess> StartAsync(ChildStart start, Action<string> line)
    {
        // setsid and setpriv replace themselves by the next program, so the process number stays that of the child.
        var info = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = start.WorkingFolder ?? "",
        };
        info.ArgumentList.Add("setpriv");
        if (start.User is { } user)
        {
            info.ArgumentList.Add("--reuid=" + user.Id.ToString(CultureInfo.InvariantCulture));
            info.ArgumentList.Add("--regid=" + user.Group.ToString(CultureInfo.InvariantCulture));
            info.ArgumentList.Add("--clear-groups");
        }
        info.ArgumentList.Add("--pdeathsig");
        info.ArgumentList.Add(start.StopSignal == UnixSignal.Interrupt ? "INT" : "TERM");      // it takes no numbers
        info.ArgumentList.Add("--");
        foreach (var word in start.Arguments.Prepend(start.Program))
            info.ArgumentList.Add(word);
        foreach (var (name, value) in start.Environment)
            info.Environment[name] = value;
        var process = await Spawner.StartAsync(info);
        process.StandardInput.Close();
        return new ChildProcess(process, start.StopSignal, line);
    }

    /// <summary>Runs a child to its end.</summary>
    public static async Task<int> RunAsync(ChildStart start, Action<string> line, CancellationToken ct)
    {
        await using var child = await StartAsync(start, line);
        var code = await child.Exited.WaitAsync(ct);
        await child._output.WaitAsync(TimeSpan.FromSeconds(2), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return code;
    }

    /// <summary>Sends a signal; false if it is already over.</summary>
    public bool Signal(UnixSignal signal) => !Exited.IsCompleted && Identity.Signal(signal);

    /// <summary>Asks it to stop, waits, then kills it.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        // A stopped process (SIGSTOP) would never hear the question.
        Signal(_stopSignal);
        Signal(UnixSignal.Continue);
        await ((Task)Exited).WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Signal(UnixSignal.Kill))
            await Exited;
    }

    public async ValueTask DisposeAsync()
    {
        if (Signal(UnixSignal.Kill))
            await Exited;
        // Whatever it left in the pipes is still read; a grandchild that holds them open is not waited for.
        await _output.WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> line)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } text)
                line(text);
        }
        catch (ObjectDisposedException)
        {
            // the child is over and its pipe was closed by DisposeAsync
        }
    }
}
