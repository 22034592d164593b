namespace SnsOps.Api.Comments;

/// <summary>What platforms take as an answer.</summary>
internal static class ReplyRules
{
    /// <summary>The longest reply in characters.</summary>
    public static int MostCharacters(string platform) => platform switch
    {
        "instagram" => 2200,
        "facebook" => 8000,
        "youtube" => 10_000,
        _ => throw new ArgumentOutOfRangeException(nameof(platform), platform, null),
    };
}
