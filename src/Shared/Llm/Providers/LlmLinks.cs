using Anthropic;
using Microsoft.Extensions.AI;

namespace SnsOps.Shared.Llm.Providers;

/// <summary>The providers that can be asked, in order, over connections they share.</summary>
public sealed class LlmLinks : IDisposable
{
    private const string OpenAiAddress = "https://api.openai.com/v1", AnthropicAddress = "https://api.anthropic.com", GoogleAddress = "https://generativelanguage.googleapis.com";
    private const string AnthropicVersion = "2026-10-21";      // the SDK's own, and so is the form of the key
    private readonly LlmOptions _options;

    /// <summary>Makes those that have what they need: a key, or for a server of one's own an address.</summary>
    /// <exception cref="InvalidOperationException">A name without a kind, or an address that is none.</exception>
    public LlmLinks(LlmOptions options)
    {
        _options = options;
        Http = new HttpClient(new LlmHttp(new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(options.ConnectSeconds),
            AllowAutoRedirect = false,
            MaxConnectionsPerServer = 256,
        })) { Timeout = Timeout.InfiniteTimeSpan };
        All = [.. options.Order.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => (name, options.Providers.GetValueOrDefault(name)))
            .Where(p => p.Item2 is { ApiKey.Length: > 0 } or { BaseUrl.Length: > 0 }).Select(p => Link(p.name, p.Item2!)).OfType<LlmLink>()];
    }

    /// <summary>Whether there is anybody to ask; else only embedded writers answer.</summary>
    public bool Any => All.Count > 0;

    /// <summary>Whether anybody can be asked about pictures for a task.</summary>
    public bool AnySees(string task) => All.Any(link => link.Sees(task));

    /// <summary>The first choice first.</summary>
    internal IReadOnlyList<LlmLink> All { get; }

    /// <summary>What all of them are asked through.</summary>
    internal HttpClient Http { get; }

    /// <inheritdoc />
    public void Dispose() => Http.Dispose();

    /// <summary>What a model costs.</summary>
    internal LlmPrice PriceOf(LlmLink link, string model) => _options.Prices.GetValueOrDefault(model) ?? LlmCatalogue.PriceOf(link.Kind, model);

    private LlmLink? Link(string name, LlmProviderOptions options)
    {
        var kind = options.Kind ?? (name == "self_hosted" ? "openai_compatible" : name);
        var address = options.BaseUrl is { Length: > 0 } url ? url.TrimEnd('/') : null;
        if (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)))
            throw new InvalidOperationException($"Llm:Providers:{name}:BaseUrl must begin with http:// or https://. | 주소는 http:// 또는 https://로 시작해야 합니다.");
        return (kind, options.ApiKey) switch
        {
            ("openai", { Length: > 0 } key) => new LlmLink(name, kind, LlmProvider.OpenAi, options, new OpenAiChatClient(Http, key, address, isCompatible: false), () => Look($"{address ?? OpenAiAddress}/models", ("Authorization", "Bearer " + key))),
            ("openai_compatible", var key) when address is not null => new LlmLink(name, kind, LlmProvider.SelfHosted, options, new OpenAiChatClient(Http, key, address, isCompatible: true),
                () => Look($"{address}/models", ("Authorization", "Bearer " + (key ?? "none")))),
            ("anthropic", { Length: > 0 } key) => new LlmLink(name, kind, LlmProvider.Anthropic, options, AnthropicClient(key, address ?? AnthropicAddress),
                () => Look($"{address ?? AnthropicAddress}/v1/models?limit=1", ("Authorization", "Bearer " + key), ("anthropic-version", AnthropicVersion))),
            ("google", { Length: > 0 } key) => new LlmLink(name, kind, LlmProvider.Google, options, new GoogleChatClient(Http, key, address ?? GoogleAddress), () => Look($"{address ?? GoogleAddress}/v1beta/models?pageSize=1", ("x-goog-api-key", key))),
            ("openai" or "anthropic" or "google" or "openai_compatible", _) => null,
            _ => throw new InvalidOperationException($"Llm:Providers:{name}:Kind is '{kind}': it must be openai, anthropic, google or openai_compatible. | 알 수 없는 종류입니다."),
        };
    }

    private IChatClient AnthropicClient(string key, string address) =>
        new AnthropicClient { ApiKey = key, BaseUrl = address, HttpClient = Http, MaxRetries = 0, Timeout = TimeSpan.FromHours(1) }.AsIChatClient();

    private static HttpRequestMessage Look(string address, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
