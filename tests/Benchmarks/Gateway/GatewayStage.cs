using System.Net.Http.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Llm;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Benchmarks.Gateway;

/// <summary>PostgreSQL, the sandbox as a process of its own, a client, and AI processes of which only the gateway runs.</summary>
internal sealed class GatewayStage : IAsyncDisposable
{
    private readonly BenchDatabase _server;
    private readonly BenchSandbox _sandbox;
    private readonly List<GatewayProcess> _processes = [];

    private GatewayStage(BenchDatabase server, BenchSandbox sandbox) => (_server, _sandbox) = (server, sandbox);

    public Guid Client { get; } = Guid.CreateVersion7();

    public Uri Sandbox => _sandbox.Http.BaseAddress!;

    /// <summary>Starts all of it.</summary>
    public static async Task<GatewayStage> StartAsync(CancellationToken ct)
    {
        var server = await BenchDatabase.StartAsync(ct);
        var stage = new GatewayStage(server, await BenchSandbox.StartAsync(ct));
        await using var connection = await server.DataSource.OpenConnectionAsync(ct);
        await connection.ExecuteAsync("insert into clients (id, name) values (@Client, '벤치'); insert into llm_budgets (client_id, month_micros) values (@Client, 1000000000000)", new { stage.Client });
        return stage;
    }

    /// <summary>One more process whose providers are asked in this order; "dead" is one that refuses the connection.</summary>
    public async Task<GatewayProcess> ProcessAsync(string order, params string[] settings)
    {
        var process = await GatewayProcess.StartAsync(_server.ConnectionString, Sandbox, order, settings);
        _processes.Add(process);
        return process;
    }

    /// <summary>What a caption asks for.</summary>
    public LlmRequest Request(int number) => new(Client, LlmTasks.Question, "카페의 SNS 담당자로서 답합니다.", $"{number}번째 질문: 가을 신메뉴는 언제 나오나요?") { MaxTokens = 200 };

    public async Task FaultAsync(object fault, CancellationToken ct) => (await _sandbox.Http.PostAsJsonAsync("/_sandbox/faults", fault, ct)).EnsureSuccessStatusCode();

    public async Task ClearFaultsAsync(CancellationToken ct) => (await _sandbox.Http.DeleteAsync("/_sandbox/faults", ct)).EnsureSuccessStatusCode();

    /// <summary>Waits until all that was asked is closed: rows, open ones, and by how much the sum of what was spent differs from theirs.</summary>
    public async Task<(long Rows, long Open, long Difference)> LedgerAsync(CancellationToken ct)
    {
        foreach (var process in _processes)
            await process.FlushAsync();
        await using var connection = await _server.DataSource.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<(long, long, long)>("""
            select count(*), count(*) filter (where source = 'open'), abs(coalesce(sum(cost_micros), 0) - (select coalesce(sum(micros), 0) from llm_spending))::bigint from llm_requests
            """);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
        await _sandbox.DisposeAsync();
        await _server.DisposeAsync();
    }
}

/// <summary>An AI process: built whole, of which the gateway runs.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<IHostedService> _running;

    private GatewayProcess(WebApplication app) => (_app, _running) = (app, [.. app.Services.GetServices<IHostedService>().Where(s => s is CallLog or LimitKeeper or LlmLedger)]);

    public LlmGateway Gateway => _app.Services.GetRequiredService<LlmGateway>();

    public LlmLinks Links => _app.Services.GetRequiredService<LlmLinks>();

    public static async Task<GatewayProcess> StartAsync(string database, Uri sandbox, string order, string[] settings)
    {
        var process = new GatewayProcess(Workers.Ai.Program.Build(
        [
            $"--ConnectionStrings:SnsOps={database}", .. BenchDatabase.ProcessSettings, "--urls", "http://127.0.0.1:0", $"--Llm:Order={order}",
            "--Llm:Providers:openai:ApiKey=bench", $"--Llm:Providers:openai:BaseUrl={sandbox}llm/openai/v1", "--Llm:Providers:anthropic:ApiKey=bench", $"--Llm:Providers:anthropic:BaseUrl={sandbox}llm/anthropic",
            "--Llm:Providers:google:ApiKey=bench", $"--Llm:Providers:google:BaseUrl={sandbox}llm/google", "--Llm:Providers:dead:Kind=openai", "--Llm:Providers:dead:ApiKey=bench", "--Llm:Providers:dead:BaseUrl=http://127.0.0.1:9/v1",
            "--ExternalCalls:BreakerFailures=1000", "--Llm:LostAfterSeconds=3600", "--Serilog:MinimumLevel:Default=Error", .. settings,
        ]));
        await using (var connection = await process._app.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync())
        {
            await connection.ExecuteAsync("insert into workers (id, process, host, pid, version, lease_until) values (@Id, 'ai', 'h', 1, '0', clock_timestamp() + interval '1 hour')",
                new { process._app.Services.GetRequiredService<WorkerIdentity>().Id });
        }

        foreach (var service in process._running)
            await service.StartAsync(default);
        return process;
    }

    /// <summary>Writes what is left.</summary>
    public Task FlushAsync() => _app.Services.GetRequiredService<LlmLedger>().StopAsync(default);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var service in _running)
            await service.StopAsync(default);
        await _app.DisposeAsync();
    }
}
