using SnsOps.Shared.Hosting;
using SnsOps.Shared.Lanes;

namespace SnsOps.Workers.Collection.ReceiveWebhooks;

/// <summary>Wires the taking in of webhooks.</summary>
internal static class ReceiveWebhooksSetup
{
    /// <summary>Adds the handler of the nudge and its sweep.</summary>
    public static WebApplicationBuilder AddReceiveWebhooks(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ReceiveWebhooksOptions>("ReceiveWebhooks");
        builder.Services.AddSingleton<ReceiveWebhooksSql>();
        builder.Services.AddSingleton<ReceiveWebhooksHandler>();
        builder.Services.AddSingleton<INudgeHandler>(p => p.GetRequiredService<ReceiveWebhooksHandler>());
        return builder;
    }
}
