using System.Text.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Knowledge;

/// <summary>The same with a language model that says what the test tells it to.</summary>
public class ModelServer : KnowledgeServer
{
    private SandboxServer? _sandbox;

    /// <summary>The simulated provider.</summary>
    public SandboxServer Sandbox => _sandbox!;

    protected override string[] WorkerMore =>
        ["--Llm:Order=openai", "--Llm:Rounds=1", "--Llm:HealthSeconds=0", "--Llm:Providers:openai:ApiKey=sk-test", $"--Llm:Providers:openai:BaseUrl={Sandbox.Url}/llm/openai/v1"];

    public override async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Sandbox.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What the model says to prompts that contain <paramref name="match"/>.</summary>
    public Task SaysAsync(string match, object answer) =>
        Sandbox.ControlAsync("models/answers", new { match, text = answer as string ?? JsonSerializer.Serialize(answer, Plain) });

    /// <summary>The prompts that arrived and contain it.</summary>
    public async Task<IReadOnlyList<string>> PromptsAsync(string match) =>
        [.. JsonDocument.Parse(await Sandbox.Http.GetStringAsync("/_sandbox/models/calls")).RootElement.GetProperty("calls").EnumerateArray()
            .Select(c => c.GetProperty("prompt").GetString()!).Where(p => p.Contains(match, StringComparison.Ordinal))];

    /// <summary>A client's requests in the ledger, when all of them are closed: task, source and outcome of each.</summary>
    /// <remarks>Without the morning report's, which may come due while a test runs.</remarks>
    public async Task<string?> LedgerAsync(Guid client)
    {
        await Database.UntilAsync("requests are closed", "select not exists (select from llm_requests where client_id = @client and source = 'open' and task <> 'report')", new { client });
        return await Database.ScalarAsync<string>("select string_agg(concat_ws(' ', task, source, outcome), ', ' order by at) from llm_requests where client_id = @client and task <> 'report'", new { client });
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
