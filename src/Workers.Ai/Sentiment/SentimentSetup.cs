using SnsOps.Shared.Hosting;

namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Wires the sentiment model.</summary>
internal static class SentimentSetup
{
    /// <summary>Adds the model. It is loaded as the host starts: a file that does not fit must stop the start, not the first comment.</summary>
    public static WebApplicationBuilder AddSentiment(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<SentimentOptions>("Sentiment");
        builder.Services.AddSingleton<SentimentModels>();
        builder.Services.AddSingleton<ISentimentModel>(p => p.GetRequiredService<SentimentModels>().Open());
        return builder;
    }
}
