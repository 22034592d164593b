using SnsOps.Local.Processes;

namespace SnsOps.Local.State;

/// <summary>Held by the one host of a state folder. The kernel lets go of it however that host ends.</summary>
public sealed class HostLock : IDisposable
{
    private readonly FileStream _file;
    private readonly LocalFolders _folders;

    private HostLock(FileStream file, LocalFolders folders) => (_file, _folders) = (file, folders);

    /// <summary>Takes the lock and leaves this process's name in the PID file; null if another host has it.</summary>
    public static HostLock? TryTake(LocalFolders folders)
    {
        FileStream file;
        try
        {
            file = new FileStream(folders.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            return null;
        }
        StateFile.Write(folders.HostFile, ProcessIdentity.Self);
        return new HostLock(file, folders);
    }

    /// <summary>The host that runs on this state folder now; null if there is none.</summary>
    public static ProcessIdentity? Holder(LocalFolders folders) =>
        StateFile.Read<ProcessIdentity>(folders.HostFile) is { IsAlive: true } host ? host : null;

    public void Dispose()
    {
        File.Delete(_folders.HostFile);
        _file.Dispose();
    }
}
