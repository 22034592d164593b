using System.Collections.Concurrent;
using SnsOps.Local.Processes;
using SnsOps.Local.State;

namespace SnsOps.EndToEnd.Local;

/// <summary>The local host as a person runs it, and as a power cut leaves it.</summary>
public sealed class HostTests : IAsyncLifetime
{
    private readonly LocalFolders _folders = LocalFolders.FromEnvironment().ThrowAway("host").Create();
    private readonly ConcurrentQueue<string> _said = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        // Ports of its own: the usual ones belong to whoever runs ./snsops up.
        var ports = new PortBook(_folders.PortsFile);
        ports.PortOf("api");
        ports.PortOf("sandbox");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await RunAsync("down");

    [Fact]
    public async Task A_killed_host_takes_everything_with_it_and_the_next_one_goes_on_with_the_data()
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (var host = await ChildProcess.StartAsync(Host("up"), line =>
        {
            _said.Enqueue(line);
            if (line.StartsWith("페이지 / page: ", StringComparison.Ordinal))
                up.TrySetResult();
        }))
        {
            var first = await Task.WhenAny(up.Task, host.Exited).WaitAsync(TimeSpan.FromMinutes(4), Ct);
            Assert.True(first == up.Task, string.Join('\n', _said));
            var members = Members();
            Assert.Equal(7, members.Count);

            host.Signal(UnixSignal.Kill);

            foreach (var member in members)
                Assert.True(await member.WaitForEndAsync(TimeSpan.FromSeconds(20), Ct), $"process {member.Pid} outlived the host");
        }
        Assert.Equal(1, await RunAsync("status"));

        Assert.Equal(0, await RunAsync("up", "--detach"));
        Assert.Equal(0, await RunAsync("status"));
        Assert.Equal(1, await RunAsync("up"));
        Assert.Contains(_said, line => line.Contains("이미 실행 중", StringComparison.Ordinal));
        var again = Members();

        Assert.Equal(0, await RunAsync("down"));
        Assert.All(again, member => Assert.False(member.IsAlive));
        Assert.Equal(0, await RunAsync("down"));
    }

    private List<ProcessIdentity> Members() =>
        [.. FleetReport.Read(_folders)!.Members.Select(member => member.Process).OfType<ProcessIdentity>()];

    private async Task<int> RunAsync(params IReadOnlyList<string> words) => await ChildProcess.RunAsync(Host(words), _said.Enqueue, Ct);

    private ChildStart Host(params IReadOnlyList<string> words)
    {
        var artifacts = Environment.GetEnvironmentVariable("SNSOPS_ARTIFACTS") ?? throw new InvalidOperationException("run it through ./snsops test");
        return ChildStart.Managed(Path.Combine(artifacts, "bin", "SnsOps.Local", "release", "SnsOps.Local.dll"), words) with
        {
            Environment = new Dictionary<string, string?> { ["SNSOPS_STATE"] = _folders.State },
        };
    }
}
