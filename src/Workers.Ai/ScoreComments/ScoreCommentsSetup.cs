using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Ai.ScoreComments;

/// <summary>Wires the scoring of comments.</summary>
internal static class ScoreCommentsSetup
{
    /// <summary>Adds the handler of the nudge and its sweep.</summary>
    public static WebApplicationBuilder AddScoreComments(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ScoreCommentsOptions>("ScoreComments");
        builder.Services.AddSingleton<ScoreCommentsSql>();
        builder.Services.AddSingleton<CommentScorer>();
        builder.Services.AddSingleton<INudgeHandler, ScoreCommentsHandler>();
        return builder;
    }
}
