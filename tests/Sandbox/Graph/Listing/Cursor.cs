using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SnsOps.Sandbox.Graph.Listing;

/// <summary>An opaque place in a list: the seq of an item. It stays where it is while items arrive at either end.</summary>
internal static class Cursor
{
    public static string Write(long seq) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(seq.ToString(CultureInfo.InvariantCulture)));

    public static long? Read(GraphParameters parameters, string name)
    {
        if (parameters[name] is not { Length: > 0 } text)
            return null;
        if (Base64Url.IsValid(text) && long.TryParse(Base64Url.DecodeFromChars(text), NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            return seq;
        throw GraphErrors.BadParameter("Invalid cursors values.").Thrown();
    }
}
