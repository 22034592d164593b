using System.Net;
using System.Net.Sockets;
using SnsOps.Local.State;

namespace SnsOps.Integration.Local;

public sealed class StateTests : IDisposable
{
    private readonly TestFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public void A_port_is_kept_while_it_is_free_and_given_up_when_somebody_else_has_it()
    {
        var first = new PortBook(_folders.Folders.PortsFile).PortOf("api");
        Assert.Equal(first, new PortBook(_folders.Folders.PortsFile).PortOf("api"));

        using var stranger = new TcpListener(IPAddress.Loopback, first);
        stranger.Start();

        Assert.NotEqual(first, new PortBook(_folders.Folders.PortsFile).PortOf("api"));
    }

    [Fact]
    public void Two_members_never_get_the_same_port()
    {
        var ports = new PortBook(_folders.Folders.PortsFile);

        Assert.NotEqual(ports.PortOf("publishing", preferred: 20_001), ports.PortOf("collection", preferred: 20_001));
    }

    [Fact]
    public void Secrets_are_made_once_and_only_their_owner_can_read_them()
    {
        var made = Secrets.LoadOrCreate(_folders.Folders.SecretsFile);

        Assert.Equal(made, Secrets.LoadOrCreate(_folders.Folders.SecretsFile));
        Assert.Equal(32, Convert.FromBase64String(made.TokenKey).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(_folders.Folders.SecretsFile).UnixFileMode);
    }

    [Fact]
    public void A_state_folder_has_one_host_at_a_time()
    {
        using (HostLock.TryTake(_folders.Folders))
        {
            Assert.Null(HostLock.TryTake(_folders.Folders));
            Assert.Equal(Environment.ProcessId, HostLock.Holder(_folders.Folders)?.Pid);
        }

        Assert.Null(HostLock.Holder(_folders.Folders));
        using var next = HostLock.TryTake(_folders.Folders);
        Assert.NotNull(next);
    }
}
