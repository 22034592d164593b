using System.Security.Cryptography;

namespace SnsOps.Sandbox.State;

/// <summary>Ids of comments as each platform makes them.</summary>
internal static class CommentIds
{
    private const int MetaPrefix = 180;

    public static string Next(Discussed post, Comment? parent, long seq) => post.Owner.Platform switch
    {
        Platform.Instagram => IdSource.Id(MetaPrefix, seq),
        Platform.Facebook => $"{post.Id[(post.Id.LastIndexOf('_') + 1)..]}_{IdSource.Id(MetaPrefix, seq)}",
        _ => parent is null ? $"Ug{Letters(24)}" : $"{parent.Id}.{Letters(22)}",
    };

    private static string Letters(int count) => Convert.ToBase64String(RandomNumberGenerator.GetBytes(count))[..count].Replace('+', '-').Replace('/', '_');
}
