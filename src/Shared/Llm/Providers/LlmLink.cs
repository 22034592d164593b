using Microsoft.Extensions.AI;

namespace SnsOps.Shared.Llm.Providers;

/// <summary>A provider in the order of those that are asked.</summary>
/// <param name="Name">As it is configured.</param>
/// <param name="Kind">openai, anthropic, google or openai_compatible.</param>
/// <param name="Provider">As answers name it.</param>
/// <param name="Client">Its SDK, or what stands for one.</param>
/// <param name="Look">A request that costs nothing and says whether it is there.</param>
internal sealed record LlmLink(string Name, string Kind, LlmProvider Provider, LlmProviderOptions Options, IChatClient Client, Func<HttpRequestMessage> Look)
{
    /// <summary>Of its breaker, and in the call log.</summary>
    public string Scope { get; } = "llm:" + Name;

    /// <summary>What it is asked with for a task.</summary>
    public string ModelFor(string task) => Options.Models.GetValueOrDefault(task) ?? Options.Models.GetValueOrDefault("default") ?? LlmCatalogue.ModelOf(Kind, task);
}
