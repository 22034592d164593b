using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Collection.Figures;

/// <summary>What a refusal of the Graph API is about. Its codes do not tell, its texts do. https://developers.facebook.com/docs/graph-api/guides/error-handling</summary>
internal static class MetaRefusals
{
    /// <summary>One of the figures asked for; the others would be given.</summary>
    public static bool IsOfMetric(MetaAnswer answer) => answer is MetaAnswer.Refused { Error: { IsBadParameter: true } error }
        && (Says(error, "insights metric") || Says(error, "must be one of the following values") || Says(error, "nonexisting field") || IsOfFormat(error));

    /// <summary>One of the posts asked for: it is gone, or was seen by too few.</summary>
    public static bool IsOfPost(MetaAnswer answer) => answer is MetaAnswer.Refused { Error: { Code: 100, Subcode: 33 } } || IsTooFew(answer);

    /// <summary>So much of it at once; part by part it would be given.</summary>
    public static bool IsTooMuch(MetaAnswer answer) => answer is MetaAnswer.Unclear { AsksForLess: true };

    /// <summary>Fewer than five people saw a story.</summary>
    public static bool IsTooFew(MetaAnswer answer) => answer is MetaAnswer.Refused { Error: { Code: 10 } error } && Says(error, "Not enough viewers");

    /// <summary>The grant lacks a permission.</summary>
    public static bool IsOfPermission(MetaAnswer answer) =>
        answer is MetaAnswer.Refused { Error: { NeedsReconnect: true, TokenIsDead: false } } && !IsTooFew(answer);

    /// <summary>Why a figure is not given.</summary>
    public static string ReasonOf(MetaAnswer answer) => answer is MetaAnswer.Refused { Error: var error } && IsOfFormat(error) ? NullReason.NotForFormat : NullReason.Retired;

    private static bool IsOfFormat(MetaError error) => Says(error, "media product type");

    private static bool Says(MetaError error, string text) => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase);
}
