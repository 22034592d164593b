using SnsOps.Shared.Hosting;

namespace SnsOps.Api.Connections;

/// <summary>Wires connecting accounts.</summary>
internal static class ConnectionSetup
{
    public static IServiceCollection AddAccountConnections(this IServiceCollection services)
    {
        services.AddCheckedOptions<ConnectOptions>("Connect");
        services.AddSingleton<ConnectionSql>().AddSingleton<AccountConnecting>();
        return services.AddSingleton<IConnectProvider, MetaConnect>().AddSingleton<IConnectProvider, InstagramConnect>().AddSingleton<IConnectProvider, GoogleConnect>();
    }
}
