namespace SnsOps.Shared.Copy;

/// <summary>What a caption may be where it goes: the platform's limits as they were when it was asked for.</summary>
/// <param name="Platform">instagram, facebook or youtube.</param>
/// <param name="Format">Of the post.</param>
/// <param name="MostText">Characters.</param>
/// <param name="MostTextBytes">Bytes in UTF-8, where those are counted; such a text has no angle brackets either.</param>
/// <param name="MostHashtags">Where they are counted.</param>
/// <param name="MostMentions">Where they are counted.</param>
public sealed record CopyLimits(string Platform, string Format, int MostText, int? MostTextBytes, int? MostHashtags, int? MostMentions);

/// <summary>Names of the jobs the Api asks for.</summary>
public static class CopyJobs
{
    /// <summary>Captions; the subject of an item is the request.</summary>
    public const string Write = "write-copy";

    /// <summary>Hashtags, a caption and alt texts; the subject of an item is the content.</summary>
    public const string Metadata = "make-metadata";
}
