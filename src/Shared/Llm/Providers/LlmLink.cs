using Microsoft.Extensions.AI;

namespace SnsOps.Shared.Llm.Providers;

/// <summary>A provider in the order of those that are asked: its SDK or what stands for one, and a request that costs nothing and says whether it is there.</summary>
internal sealed record LlmLink(string Name, string Kind, LlmProvider Provider, LlmProviderOptions Options, IChatClient Client, Func<HttpRequestMessage> Look)
{
    /// <summary>Of its breaker, and in the call log.</summary>
    public string Scope { get; } = "llm:" + Name;

    /// <summary>What it is asked with for a task.</summary>
    public string ModelFor(string task) => Options.Models.GetValueOrDefault(task) ?? Options.Models.GetValueOrDefault("default") ?? LlmCatalogue.ModelOf(Kind, task);

    /// <summary>Whether it may be shown pictures for a task: its settings name the model. No default is taken to see.</summary>
    public bool Sees(string task) => Options.Models.GetValueOrDefault(task) is { Length: > 0 };
}
