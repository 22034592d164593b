using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Llm;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Integration.Llm;

/// <summary>A gateway as one process has it, a client with a budget, and four providers that fail as the test says.</summary>
internal sealed class GatewayStage : IAsyncDisposable
{
    public const string Answer = "따뜻한 말씀 감사합니다. 가을 신메뉴는 다음 주 월요일부터 만나 보실 수 있습니다. 기다려 주셔서 고맙습니다.";
    public const string Key = "sk-test-secret-9f3c";

    private GatewayStage(TestDatabase database, SandboxServer sandbox, Chains chains, Guid client, LlmOptions options)
    {
        (Database, Sandbox, Chains, Client) = (database, sandbox, chains, client);
        Links = new LlmLinks(options);
        Cache = new LlmCache(database.DataSource, NullLogger<LlmCache>.Instance);
        Health = new LlmHealth(Links, Cache, options, NullLogger<LlmHealth>.Instance);
        Ledger = new LlmLedger(new LlmLedgerSql(database.DataSource, chains.Identity, options), chains.Live, options, NullLogger<LlmLedger>.Instance);
        Gateway = new LlmGateway(Links, Health, Ledger, Cache, chains.Breakers, chains.Log, [new CopyWriter()], options, TimeProvider.System, NullLogger<LlmGateway>.Instance);
    }

    public TestDatabase Database { get; }

    public SandboxServer Sandbox { get; }

    public Chains Chains { get; }

    public Guid Client { get; }

    public LlmLinks Links { get; }

    public LlmCache Cache { get; }

    public LlmHealth Health { get; }

    public LlmLedger Ledger { get; }

    public LlmGateway Gateway { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>All of it. Who waits for silence says how long. Those of the providers that are <paramref name="seeing"/> have a model for alt texts.</summary>
    public static async Task<GatewayStage> StartAsync(string order = "openai,anthropic,google,self_hosted", string? firstAddress = null, int rounds = 1, double patience = 5, ExternalCallOptions? calls = null, params string[] seeing)
    {
        var database = await TestDatabase.CreateAsync();
        var sandbox = await SandboxServer.StartAsync();
        await sandbox.ControlAsync("models/answers", new { text = Answer });
        var options = new LlmOptions
        {
            Order = order, FirstTokenSeconds = patience, StallSeconds = patience, DeadlineSeconds = 20, ConnectSeconds = 5, Rounds = rounds, RoundPauseSeconds = 0.02, HealthSeconds = 0,
            LostAfterSeconds = 0, SweepSeconds = 600,
            Providers = new()
            {
                ["openai"] = new() { ApiKey = Key, BaseUrl = firstAddress ?? sandbox.Url + "/llm/openai/v1", Models = Models("openai") },
                ["anthropic"] = new() { ApiKey = Key, BaseUrl = sandbox.Url + "/llm/anthropic", Models = Models("anthropic") },
                ["google"] = new() { ApiKey = Key, BaseUrl = sandbox.Url + "/llm/google", Models = Models("google") },
                ["self_hosted"] = new() { BaseUrl = sandbox.Url + "/llm/self/v1", Models = Models("self_hosted") },
            },
        };

        Dictionary<string, string> Models(string provider) => seeing.Contains(provider) ? new() { [LlmTasks.AltText] = "seeing-" + provider } : [];

        var chains = await Chains.StartAsync(database, calls ?? new ExternalCallOptions());
        var stage = new GatewayStage(database, sandbox, chains, await new Agency(database).ClientAsync(), options);
        await stage.Ledger.StartAsync(Ct);
        return stage;
    }

    /// <summary>What a gateway is asked in these tests.</summary>
    public LlmRequest Request(string prompt = "가을 신메뉴 언제 나오나요?", string task = LlmTasks.Question) => new(Client, task, "카페의 SNS 담당자로서 답합니다.", prompt) { MaxTokens = 200 };

    /// <summary>The same about a picture.</summary>
    public LlmRequest RequestAbout(byte[] picture, string mediaType = "image/jpeg", string prompt = "이 그림의 대체 텍스트를 쓰세요.") =>
        Request(prompt, LlmTasks.AltText) with { Images = [new LlmImage(mediaType, picture)] };

    public Task<LlmAnswer> AskAsync(LlmRequest? request = null) => Gateway.GenerateAsync(request ?? Request(), Ct);

    /// <summary>The answer, which must be one.</summary>
    public async Task<LlmResponse> AnswerAsync(LlmRequest? request = null) => Assert.IsType<LlmAnswer.Written>(await AskAsync(request)).Response;

    /// <summary>What somebody sees who watches it being written, and how it ended.</summary>
    public async Task<(IReadOnlyList<string> Seen, LlmAnswer Ended)> WatchAsync(LlmRequest? request = null)
    {
        var seen = new List<string>();
        await foreach (var next in Gateway.StreamAsync(request ?? Request(), Ct))
        {
            if (next is LlmEvent.Piece(var text))
                seen.Add(text);
            else if (next is LlmEvent.Ended(var answer))
                return (seen, answer);
        }

        throw new InvalidOperationException("no end");
    }

    /// <summary>Scripts a fault of a provider: openai.chat, anthropic.messages, google.generate, self.chat.</summary>
    public Task FaultAsync(string endpoint, string kind, int times = 1, int? code = null, int? delayMs = null) => Sandbox.FaultAsync(new { endpoint = "llm." + endpoint, kind, times, code, delay_ms = delayMs });

    /// <summary>The questions that arrived at the providers.</summary>
    public async Task<IReadOnlyList<ModelCall>> CallsAsync() => (await Sandbox.Http.GetFromJsonAsync<Calls>("/_sandbox/models/calls", Json, Ct))!.Items;

    /// <summary>The ledger's one row: source, outcome, provider, tries, error. Fails if there is not exactly one closed row.</summary>
    public async Task<string> RowAsync()
    {
        await Database.UntilAsync("requests are closed", "select exists (select from llm_requests) and not exists (select from llm_requests where source = 'open')");
        Assert.Equal(1, await Database.ScalarAsync<long>("select count(*) from llm_requests"));
        await BalanceAsync();
        return (await Database.ScalarAsync<string>("select concat_ws(' ', source, outcome, provider, tries, error) from llm_requests"))!;
    }

    /// <summary>What was spent is the sum of the rows.</summary>
    public async Task BalanceAsync() => Assert.True(await Database.ScalarAsync<bool>("""
        select not exists (
            select from (select client_id, month, sum(cost_micros) as micros from llm_requests group by 1, 2) r full join llm_spending s using (client_id, month)
             where coalesce(r.micros, 0) <> coalesce(s.micros, 0))
        """), "the sum of what was spent is not the sum of the requests");

    public async ValueTask DisposeAsync()
    {
        await Ledger.StopAsync(default);
        Ledger.Dispose();
        Health.Dispose();
        Links.Dispose();
        await Chains.DisposeAsync();
        await Sandbox.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record Calls([property: System.Text.Json.Serialization.JsonPropertyName("calls")] IReadOnlyList<ModelCall> Items);

    /// <summary>Writes captions without a model.</summary>
    private sealed class CopyWriter : IEmbeddedWriter
    {
        public string Task => LlmTasks.Copy;

        public string Engine => "embedded-test";

        public string? Write(LlmRequest request) => "내장 엔진이 쓴 글입니다.";
    }
}

/// <summary>A question that arrived at a provider.</summary>
internal sealed record ModelCall(string Endpoint, string? Model, string? Prompt, IReadOnlyList<string> Pictures, int Status, int Asked, int Written, bool Ended, string? Fault);
