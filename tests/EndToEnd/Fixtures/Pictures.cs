using System.Text;
using SnsOps.Local.Supervision;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>Pictures for posts.</summary>
internal static class Pictures
{
    private static readonly byte[] Latte = Load("demo/latte.jpg");

    /// <summary>A real photo; what stands behind its end makes it another file.</summary>
    internal static byte[] Jpeg(string unique) => [.. Latte, .. Encoding.UTF8.GetBytes(unique)];

    private static byte[] Load(string name)
    {
        using var stream = typeof(Fleet).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException(name + " is not in the local host");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
