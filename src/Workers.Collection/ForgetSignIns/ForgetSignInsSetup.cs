using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Collection.ForgetSignIns;

/// <summary>Wires the forgetting of sign-ins that nobody finished.</summary>
internal static class ForgetSignInsSetup
{
    /// <summary>Adds the sweep.</summary>
    public static WebApplicationBuilder AddForgetSignIns(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ISweep, ForgetSignInsSweep>();
        return builder;
    }
}
