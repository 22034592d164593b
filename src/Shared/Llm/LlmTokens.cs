using System.Text;

namespace SnsOps.Shared.Llm;

/// <summary>About how many tokens a text is, where nobody has counted. Rather too many: three letters of Korean are two or three tokens.</summary>
internal static class LlmTokens
{
    private const int PerMessage = 4;

    /// <summary>What Anthropic counts at most for a picture, and more than OpenAI and Google usually do.</summary>
    public const int PerImage = 1600;

    public static int Of(string text) => (Encoding.UTF8.GetByteCount(text) + 3) / 4;

    public static int Of(LlmRequest request) => (2 * PerMessage) + Of(request.System) + Of(request.Prompt) + request.Before.Sum(turn => PerMessage + Of(turn.Text)) + (PerImage * request.Images.Count);
}
