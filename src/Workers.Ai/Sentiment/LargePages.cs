using System.Runtime.InteropServices;

namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Memory that is read here and there: in pages of 2 MB the processor finds an address at once, in pages of 4 kB it has to look most of them up.</summary>
internal static partial class LargePages
{
    private const int PageBytes = 2 * 1024 * 1024;
    private const int AdviseHugePages = 14;     // MADV_HUGEPAGE, madvise(2)

    /// <summary>Memory of so many bytes, in large pages where the system has them; the collector does not move it.</summary>
    public static Memory<sbyte> Allocate(int bytes)
    {
        var room = GC.AllocateUninitializedArray<sbyte>(bytes + PageBytes, pinned: true);
        var address = Marshal.UnsafeAddrOfPinnedArrayElement(room, 0);
        var first = (int)((PageBytes - (address % PageBytes)) % PageBytes);
        // Without it the pages are small: slower, nothing else.
        if (OperatingSystem.IsLinux())
            _ = Advise(address + first, (nuint)bytes, AdviseHugePages);
        return room.AsMemory(first, bytes);
    }

    [LibraryImport("libc", EntryPoint = "madvise"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(nint address, nuint length, int advice);
}
