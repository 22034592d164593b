using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Api.Contents;

/// <summary>The seal of an approval: SHA-256 over exactly what would be said and where. Anything else voids it.</summary>
internal static class ContentSeal
{
    /// <param name="title">Its name inside the agency; part of what was approved.</param>
    /// <param name="body">The text.</param>
    /// <param name="link">Or null.</param>
    /// <param name="firstComment">Or null.</param>
    /// <param name="variants">As PostgreSQL writes jsonb: one text per value.</param>
    /// <param name="media">SHA-256 of each file, in order.</param>
    /// <param name="accounts">The targets, in any order.</param>
    public static byte[] Of(string title, string body, string? link, string? firstComment, string variants, IEnumerable<byte[]> media, IEnumerable<Guid> accounts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "snsops-seal-2"u8);
        foreach (var text in (string?[])[title, body, link, firstComment, variants])
        {
            // A length before each part, and -1 for none, so that no two contents run into the same bytes.
            if (text is null)
                AddLength(hash, -1);
            else
                Add(hash, Encoding.UTF8.GetBytes(text));
        }

        var files = media.ToList();
        AddLength(hash, files.Count);
        foreach (var sha256 in files)
            Add(hash, sha256);
        var targets = accounts.Order().ToList();
        AddLength(hash, targets.Count);
        foreach (var account in targets)
            Add(hash, account.ToByteArray(bigEndian: true));
        return hash.GetHashAndReset();
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        AddLength(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddLength(IncrementalHash hash, int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
