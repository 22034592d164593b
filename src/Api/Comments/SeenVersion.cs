using System.Globalization;
using SnsOps.Api.Problems;

namespace SnsOps.Api.Comments;

/// <summary>A thread's version as a person saw it: see <see cref="Shared.Effects.Threads.Version"/>.</summary>
/// <param name="Comments">So many there were.</param>
/// <param name="Micros">When the newest change of one was seen.</param>
/// <param name="Answers">So many we had written.</param>
internal readonly record struct SeenVersion(long Comments, long Micros, long Answers)
{
    /// <summary>Reads one; null text is no version, and no refusal.</summary>
    public static Refusal? Read(string? text, out SeenVersion? seen)
    {
        seen = null;
        if (text is null)
            return null;
        var parts = text.Split('-').Select(p => long.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null).ToArray();
        if (parts is not [{ } comments, { } micros, { } answers])
            return ProblemKinds.Invalid.Because("seen_version은 댓글의 thread_version 그대로여야 합니다", "seen_version must be the comment's thread_version as it was read");
        seen = new SeenVersion(comments, micros, answers);
        return null;
    }
}
