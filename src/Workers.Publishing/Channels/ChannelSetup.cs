using SnsOps.Shared.Deliveries;
using SnsOps.Shared.Hosting;

namespace SnsOps.Workers.Publishing.Channels;

internal static class ChannelSetup
{
    /// <summary>Wires e-mail, SMS and Slack. The chain their calls pass must be there.</summary>
    public static void AddChannels(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<SmtpOptions>("Smtp").AddCheckedOptions<SensOptions>("Sens").AddCheckedOptions<SlackOptions>("Slack");
        services.AddSingleton<MailWriter>().AddSingleton<SensClient>();
        services.AddSingleton<IDeliveryChannel, EmailChannel>().AddSingleton<IDeliveryChannel, SmsChannel>().AddSingleton<IDeliveryChannel, SlackChannel>();
    }
}
