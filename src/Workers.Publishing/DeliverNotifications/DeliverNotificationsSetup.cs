using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Publishing.DeliverNotifications;

internal static class DeliverNotificationsSetup
{
    public static void AddDeliverNotifications(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<DeliveryOptions>("Deliveries");
        services.AddSingleton<RouteSql>().AddSingleton<DeliverySql>().AddSingleton<DeliveryOutcomeSql>().AddSingleton<LetterWriter>().AddSingleton<DeliveryRunner>();
        services.AddSingleton<SmsLookSql>().AddSingleton<SmsLooks>();
        services.AddSingleton<ISweep, DeliveriesSweep>();
    }
}
