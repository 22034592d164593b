namespace SnsOps.Workers.Collection.Accounts;

/// <summary>Wires what all jobs on accounts share.</summary>
internal static class AccountTroublesSetup
{
    /// <summary>Adds <see cref="AccountTroubles"/>.</summary>
    public static WebApplicationBuilder AddAccountTroubles(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AccountTroubles>();
        return builder;
    }
}
