using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Shared.Hosting;

namespace SnsOps.Shared.Knowledge;

/// <summary>Wires what the Api and the AI worker both need of clients' knowledge.</summary>
public static class KnowledgeSetup
{
    /// <summary>Adds the embedder of section "Embedding", and the search.</summary>
    public static WebApplicationBuilder AddKnowledge(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<EmbeddingOptions>("Embedding");
        services.AddCheckedOptions<KnowledgeOptions>("Knowledge");
        services.AddHttpClient<OpenAiEmbedder>();
        services.AddSingleton<IEmbedder>(p => p.GetRequiredService<EmbeddingOptions>().Provider == "openai" ? p.GetRequiredService<OpenAiEmbedder>() : new HashedBigramEmbedder());
        services.AddSingleton<KnowledgeSearch>();
        return builder;
    }
}
