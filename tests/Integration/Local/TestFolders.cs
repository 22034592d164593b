using SnsOps.Local.State;

namespace SnsOps.Integration.Local;

/// <summary>Folders of one test, beside those of the run, gone at its end.</summary>
internal sealed class TestFolders : IDisposable
{
    internal LocalFolders Folders { get; } = LocalFolders.FromEnvironment().ThrowAway(Guid.NewGuid().ToString("N")[..8]).Create();

    internal string File(string name) => Path.Combine(Folders.State, name);

    public void Dispose() => Folders.Remove();
}
