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

    /// <summary>Bytes that most seals are made within.</summary>
    private const int Usual = 1024;

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
        var bytes = new SealBytes(stackalloc byte[Usual]);
        bytes.Text("snsops-seal-3");
        bytes.Text(title);
        bytes.Text(body);
        bytes.Text(link);
        bytes.Text(firstComment);
        bytes.Text(variants);
        bytes.Time(plannedAt);
        bytes.Number(media.Count);
        foreach (var sha256 in media)
            bytes.Part(sha256);
        bytes.Number(accounts.Count);
        foreach (var account in accounts.Order())
            bytes.Id(account);
        return bytes.Hash();
    }

    /// <summary>Of one publication: the content's, and what follows from it for one account.</summary>
    /// <param name="content">The content's seal.</param>
    /// <param name="account">Where it goes.</param>
    /// <param name="format">As what.</param>
    /// <param name="scheduledAt">Its second.</param>
    /// <param name="firstComment">What is said below it, or null.</param>
    public static byte[] OfPost(byte[] content, Guid account, string format, DateTimeOffset scheduledAt, string? firstComment)
    {
        var bytes = new SealBytes(stackalloc byte[Usual]);
        bytes.Text("snsops-post-1");
        bytes.Part(content);
        bytes.Id(account);
        bytes.Text(format);
        bytes.Time(scheduledAt);
        bytes.Text(firstComment);
        return bytes.Hash();
    }
}
