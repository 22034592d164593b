using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Shared.Effects;

/// <summary>
/// The seals of an approval, as whoever sends something checks them. They are made by <c>snsops.seal_of</c> and <c>snsops.post_seal</c> in the database;
/// any byte that is different here is a different seal.
/// </summary>
public static class Seals
{
    /// <summary>The code of what was not sent because it is not what was approved.</summary>
    public const string Broken = "approval.seal_broken";

    /// <summary>The same for people, in both languages.</summary>
    public const string Reason =
        "승인된 것과 내용이 달라 보내지 않았습니다. 바뀐 내용을 확인하고 다시 승인받아 주세요. | It is not what was approved, so it was not sent: see what has changed and have it approved again.";

    /// <summary>Of a content: what is said on all platforms, with which files, on which accounts, and when.</summary>
    /// <param name="title">Its name inside the agency; part of what was approved.</param>
    /// <param name="body">The text.</param>
    /// <param name="link">Or null.</param>
    /// <param name="firstComment">Or null.</param>
    /// <param name="variants">As PostgreSQL writes jsonb: one text per value.</param>
    /// <param name="media">SHA-256 of each file, in order.</param>
    /// <param name="accounts">The targets, in any order.</param>
    /// <param name="plannedAt">The time that was approved with it; null: staff set one afterwards.</param>
    public static byte[] OfContent(
        string title, string body, string? link, string? firstComment, string variants, IReadOnlyCollection<byte[]> media, IReadOnlyCollection<Guid> accounts, DateTimeOffset? plannedAt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddText(hash, "snsops-seal-3");
        AddText(hash, title);
        AddText(hash, body);
        AddText(hash, link);
        AddText(hash, firstComment);
        AddText(hash, variants);
        AddTime(hash, plannedAt);
        AddLength(hash, media.Count);
        foreach (var sha256 in media)
            Add(hash, sha256);
        AddLength(hash, accounts.Count);
        foreach (var account in accounts.Order())
            AddId(hash, account);
        return hash.GetHashAndReset();
    }

    /// <summary>Of one publication: the content's, and what follows from it for one account.</summary>
    /// <param name="content">The content's seal.</param>
    /// <param name="account">Where it goes.</param>
    /// <param name="format">As what.</param>
    /// <param name="scheduledAt">Its second.</param>
    /// <param name="firstComment">What is said below it, or null.</param>
    public static byte[] OfPost(byte[] content, Guid account, string format, DateTimeOffset scheduledAt, string? firstComment)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddText(hash, "snsops-post-1");
        Add(hash, content);
        AddId(hash, account);
        AddText(hash, format);
        AddTime(hash, scheduledAt);
        AddText(hash, firstComment);
        return hash.GetHashAndReset();
    }

    private static void AddText(IncrementalHash hash, string? text)
    {
        // A length before each part, and -1 for none, so that no two contents run into the same bytes.
        if (text is null)
            AddLength(hash, -1);
        else
            Add(hash, Encoding.UTF8.GetBytes(text));
    }

    private static void AddTime(IncrementalHash hash, DateTimeOffset? time)
    {
        if (time is not { } instant)
        {
            AddLength(hash, -1);
            return;
        }

        Span<byte> micros = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(micros, (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
        Add(hash, micros);
    }

    private static void AddId(IncrementalHash hash, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        Add(hash, bytes);
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
