using SnsOps.Sandbox.Faults;

namespace SnsOps.Sandbox.YouTube;

/// <summary>What answers one kind of call. The name is what fault scripts use.</summary>
/// <param name="Writes">It can have an effect, so it can commit and then fail.</param>
/// <param name="Scope">The permission its token needs; null: it needs no token.</param>
/// <param name="Units">Of the project's daily quota; null: one of the uploads instead. https://developers.google.com/youtube/v3/determine_quota_cost</param>
internal sealed record YouTubeEndpoint(string Name, bool Writes, string? Scope, int? Units, Func<YouTubeCall, ValueTask<YouTubeReply>> AnswerAsync) : IFaultTarget
{
    private const string Manage = "https://www.googleapis.com/auth/youtube";

    /// <summary>What comments are read and written with.</summary>
    public const string Discuss = "https://www.googleapis.com/auth/youtube.force-ssl";

    bool IFaultTarget.IsGoogle => true;

    public static YouTubeEndpoint Read(string name, Func<YouTubeCall, YouTubeReply> answer, string scope = Manage) => new(name, false, scope, 1, call => ValueTask.FromResult(answer(call)));

    public static YouTubeEndpoint Write(string name, int? units, Func<YouTubeCall, ValueTask<YouTubeReply>> answer) => new(name, true, Manage, units, answer);

    public static YouTubeEndpoint Write(string name, int units, Func<YouTubeCall, YouTubeReply> answer, string scope) => new(name, true, scope, units, call => ValueTask.FromResult(answer(call)));
}
