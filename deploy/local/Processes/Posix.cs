using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SnsOps.Local.Processes;

/// <summary>The few system calls the host needs and .NET does not offer.</summary>
public static partial class Posix
{
    private const int NoSuchProcess = 3;
    private const int SetChildSubreaper = 36;

    /// <summary>True for root, who may not run PostgreSQL and must borrow another user for it.</summary>
    public static bool IsRoot { get; } = EffectiveUser() == 0;

    /// <summary>Sends <paramref name="signal"/>; false if the process is no longer there.</summary>
    public static bool Signal(int pid, UnixSignal signal)
    {
        if (Kill(pid, (int)signal) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error == NoSuchProcess ? false : throw new Win32Exception(error);
    }

    /// <summary>Gives a file or folder to another user.</summary>
    public static void Own(string path, uint user, uint group)
    {
        if (Chown(path, user, group) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"chown {path}");
    }

    /// <summary>Descendants whose parent died become children of this process instead of init's, so none is lost from sight.</summary>
    public static void AdoptOrphans()
    {
        if (Control(SetChildSubreaper, 1, 0, 0, 0) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "prctl(PR_SET_CHILD_SUBREAPER)");
    }

    /// <summary>The process that started this one; it changes when that one dies.</summary>
    public static int ParentProcess() => GetParent();

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint a, nuint b, nuint c, nuint d);
}

/// <summary>Signals by their Linux numbers.</summary>
public enum UnixSignal
{
    None = 0,
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
