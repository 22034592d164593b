using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Llm;

/// <summary>Who writes texts, in which order, with which models and at what price. Section "Llm". Without a key or an address of one's own only the embedded writer is there.</summary>
public sealed class LlmOptions
{
    /// <summary>The providers by name, the first choice first.</summary>
    [Required] public string Order { get; init; } = "openai,anthropic,google,self_hosted";

    /// <summary>By name: openai, anthropic, google, self_hosted, or any further name with its kind.</summary>
    public Dictionary<string, LlmProviderOptions> Providers { get; init; } = [];

    /// <summary>By model, in dollars per million tokens; those that are not here are in <see cref="LlmCatalogue"/>.</summary>
    public Dictionary<string, LlmPrice> Prices { get; init; } = [];

    /// <summary>The first word of an answer must come within so many seconds, or the next provider is asked.</summary>
    [Range(0.05, 300)] public double FirstTokenSeconds { get; init; } = 10;

    /// <summary>Between two words of an answer.</summary>
    [Range(0.05, 300)] public double StallSeconds { get; init; } = 8;

    /// <summary>All tries together.</summary>
    [Range(0.1, 900)] public double DeadlineSeconds { get; init; } = 60;

    /// <summary>To connect.</summary>
    [Range(0.05, 60)] public double ConnectSeconds { get; init; } = 3;

    /// <summary>How often the providers are gone through when all failed in a way that may pass.</summary>
    [Range(1, 5)] public int Rounds { get; init; } = 2;

    /// <summary>Before they are gone through again, unless one said how long it wants to be left alone.</summary>
    [Range(0, 60)] public double RoundPauseSeconds { get; init; } = 0.5;

    /// <summary>Between two looks at a provider's health. Zero: none.</summary>
    [Range(0, 3600)] public double HealthSeconds { get; init; } = 30;

    /// <summary>What a client may spend in a month, in dollars, unless its own budget says otherwise.</summary>
    [Range(0, 1_000_000)] public double ClientBudgetUsd { get; init; } = 50;

    /// <summary>Requests of processes that are gone are closed at what was set aside for them, so many seconds after they were made.</summary>
    [Range(0, 3600)] public double LostAfterSeconds { get; init; } = 30;

    /// <summary>Between two looks for them.</summary>
    [Range(0.05, 600)] public double SweepSeconds { get; init; } = 10;

    /// <summary>Answers kept; above that the oldest go.</summary>
    [Range(100, 10_000_000)] public int CacheEntries { get; init; } = 100_000;
}

/// <summary>One provider.</summary>
public sealed class LlmProviderOptions
{
    /// <summary>openai, anthropic, google, or openai_compatible; by default as its name says.</summary>
    public string? Kind { get; init; }

    /// <summary>Its key; from the environment only.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Where it is, such as http://10.0.0.5:8000/v1; by default the provider's own address.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>By task, and "default". For "alt_text" only a model named here is asked: it must see pictures.</summary>
    public Dictionary<string, string> Models { get; init; } = [];

    /// <summary>Some models refuse to be told a temperature.</summary>
    public bool SendTemperature { get; init; } = true;
}

/// <summary>In dollars per million tokens.</summary>
public sealed class LlmPrice
{
    /// <summary>That were asked.</summary>
    public double Input { get; init; }

    /// <summary>That were written.</summary>
    public double Output { get; init; }

    /// <summary>The most tokens it counts for a picture.</summary>
    public int ImageTokens { get; init; } = LlmTokens.PerImage;

    /// <summary>In millionths of a dollar: dollars per million tokens are just that per token.</summary>
    internal long Micros(int asked, int written) => (long)Math.Ceiling((asked * Input) + (written * Output));
}

/// <summary>Models and prices where the settings say nothing.</summary>
internal static class LlmCatalogue
{
    /// <summary>As dear as any: a model nobody knows the price of must not look cheap.</summary>
    private static readonly LlmPrice Unknown = new() { Input = 5, Output = 25 };

    private static readonly Dictionary<string, LlmPrice> Prices = new(StringComparer.Ordinal)
    {
        ["gpt-4o"] = new() { Input = 2.5, Output = 10 },
        ["gpt-4o-mini"] = new() { Input = 0.15, Output = 0.6, ImageTokens = 48_169 },      // so that a picture costs as much as with gpt-4o, or more
        ["claude-sonnet-4-5"] = new() { Input = 3, Output = 15 },
        ["claude-haiku-4-5"] = new() { Input = 1, Output = 5 },
        ["gemini-2.5-pro"] = new() { Input = 1.25, Output = 10 },
        ["gemini-2.5-flash"] = new() { Input = 0.3, Output = 2.5 },
    };

    /// <summary>The model of a kind of provider for a task.</summary>
    public static string ModelOf(string kind, string task) => (kind, task) switch
    {
        ("openai", LlmTasks.Metadata) => "gpt-4o-mini",
        ("openai", _) => "gpt-4o",
        ("anthropic", LlmTasks.Metadata) => "claude-haiku-4-5",
        ("anthropic", _) => "claude-sonnet-4-5",
        ("google", LlmTasks.Metadata) => "gemini-2.5-flash",
        ("google", _) => "gemini-2.5-pro",
        _ => "llama-3.1-8b-instruct",
    };

    /// <summary>What a model costs; a server of one's own costs nothing per word.</summary>
    public static LlmPrice PriceOf(string kind, string model) => Prices.GetValueOrDefault(model) ?? (kind == "openai_compatible" ? new LlmPrice() : Unknown);
}
