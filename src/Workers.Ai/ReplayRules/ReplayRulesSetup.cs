using SnsOps.Shared.Hosting;
using SnsOps.Shared.Messages;

namespace SnsOps.Workers.Ai.ReplayRules;

/// <summary>Wires the replay of rules over history.</summary>
internal static class ReplayRulesSetup
{
    /// <summary>Adds the handler of its items; the Api asks for them.</summary>
    public static WebApplicationBuilder AddReplayRules(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ReplayRulesSql>();
        builder.AddJobItems<ReplayRulesHandler>(Topics.Reports);
        return builder;
    }
}
