using SnsOps.Shared.Platforms;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>A claimed post's files as the forms name them.</summary>
internal static class ContainerForms
{
    /// <summary>The container that is published: of the one file, or of the children there are.</summary>
    public static IReadOnlyList<(string Name, string Value)> Whole(OutgoingPost post, Func<OutgoingMedia, string> link) =>
        PostForms.Container(post.Format, post.Text, [.. post.Media.Select(m => File(m, link))]);

    /// <summary>One file of a carousel.</summary>
    public static IReadOnlyList<(string Name, string Value)> Child(OutgoingMedia file, Func<OutgoingMedia, string> link) => PostForms.Child(File(file, link));

    /// <summary>One file.</summary>
    public static PostFile File(OutgoingMedia file, Func<OutgoingMedia, string> link) => new(file.IsVideo, () => link(file), file.Part);
}
