using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace SnsOps.Shared.Effects;

/// <summary>Wires the attempts protocol into a process that sends.</summary>
public static class EffectsSetup
{
    /// <summary>Arming and outcomes, for every kind of subject.</summary>
    public static void AddEffects(this WebApplicationBuilder builder) => builder.Services.AddSingleton<Arming>().AddSingleton<OutcomeWriter>();
}
