using System.Collections.Concurrent;
using SnsOps.Local.Processes;

namespace SnsOps.Integration.Local;

public sealed class ChildProcessTests
{
    private readonly BlockingCollection<string> _lines = [];

    [Fact]
    public async Task A_child_that_listens_ends_in_its_own_way()
    {
        await using var child = await StartAsync("trap 'echo 안녕; exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        WaitFor("ready");

        await child.StopAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(7, await child.Exited);
        WaitFor("안녕");
    }

    [Fact]
    public async Task A_child_that_does_not_listen_is_killed()
    {
        await using var child = await StartAsync("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        WaitFor("ready");

        await child.StopAsync(TimeSpan.FromMilliseconds(200));

        Assert.Equal(128 + (int)UnixSignal.Kill, await child.Exited);
        Assert.False(child.Identity.IsAlive);
    }

    [Fact]
    public async Task A_child_that_was_frozen_can_still_be_stopped()
    {
        await using var child = await StartAsync("trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done");
        WaitFor("ready");
        child.Signal(UnixSignal.Stop);

        await child.StopAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(7, await child.Exited);
    }

    [Fact]
    public async Task A_child_is_told_when_its_parent_is_killed()
    {
        // The outer shell stands for the host: setpriv asks the kernel, as for every child of ours.
        await using var parent = await StartAsync("setpriv --pdeathsig TERM -- sh -c 'echo child $$; exec sleep 60' & wait");
        var child = ProcessIdentity.Of(int.Parse(WaitFor("child ").Split(' ')[1], null));
        Assert.NotNull(child);

        parent.Signal(UnixSignal.Kill);

        Assert.True(await child.WaitForEndAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_child_has_a_session_of_its_own_so_the_terminal_never_interrupts_it()
    {
        var start = new ChildStart { Program = "sh", Arguments = ["-c", "echo session $(ps -o sid= -p $$) process $$"] };

        await ChildProcess.RunAsync(start, _lines.Add, TestContext.Current.CancellationToken);

        var words = WaitFor("session").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(words[3], words[1]);
    }

    private Task<ChildProcess> StartAsync(string script) =>
        ChildProcess.StartAsync(new ChildStart { Program = "sh", Arguments = ["-c", script] }, _lines.Add);

    private string WaitFor(string beginning)
    {
        while (_lines.TryTake(out var line, TimeSpan.FromSeconds(60)))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
                return line;
        }
        throw new TimeoutException($"'{beginning}' was not said");
    }
}
