using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Facebook;

/// <summary>What all ways of posting on a page have in common.</summary>
internal static class PagePosts
{
    private const int IdPrefix = 122;

    /// <summary>The composite id {page}_{post} under which Graph returns posts.</summary>
    public static string NewId(Account page, long seq) => $"{page.Id}_{IdSource.Id(IdPrefix, seq)}";

    /// <summary>A page refuses what it posted last, if asked for it again back to back (code 506).</summary>
    public static void RefuseDuplicate(SandboxOptions options, Account page, string? message, string? link, string? media)
    {
        if (options.DuplicateFilter && !string.IsNullOrWhiteSpace(message) && page.Posts.NewestVisible() is { Created: { Seed: false } last }
            && last.Text == message && last.Link == (string.IsNullOrEmpty(link) ? null : link) && last.MediaSha256 == media)
            throw GraphErrors.Duplicate.Thrown();
    }

    /// <summary>Better an error than a post that silently lacks what was asked for.</summary>
    public static void RefuseWhatIsNotSimulated(GraphParameters parameters)
    {
        foreach (var name in (ReadOnlySpan<string>)["scheduled_publish_time", "backdated_time", "unpublished_content_type"])
            if (parameters[name] is { Length: > 0 })
                throw GraphErrors.BadParameter($"Param {name} is not simulated").Thrown();
    }
}
