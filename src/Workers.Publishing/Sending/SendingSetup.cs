namespace SnsOps.Workers.Publishing.Sending;

internal static class SendingSetup
{
    /// <summary>Wires what sends one kind of row.</summary>
    public static void AddSending<T, TJob>(this WebApplicationBuilder builder)
        where T : class, IOutgoing
        where TJob : SendingJob<T>
    {
        builder.Services.AddSingleton<SendingJob<T>, TJob>();
        builder.Services.AddSingleton<SendingSql<T>>();
        builder.Services.AddSingleton<SendingRunner<T>>();
        builder.Services.AddSingleton<SendingLane<T>>();
    }
}
