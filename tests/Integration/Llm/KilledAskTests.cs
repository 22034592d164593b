using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Llm;

/// <summary>A process dies between a model's answer and its being kept and paid for (K27): asked again at most once more, and the budget knows of both.</summary>
public sealed class KilledAskTests
{
    private const int Killed = 137;

    [Theory]
    [InlineData("llm.answered", "lost,provider", 2)]
    [InlineData("llm.closing", "lost,provider", 2)]
    [InlineData("llm.closed", "provider,cache", 1)]
    public async Task An_answer_whose_process_dies_is_paid_twice_at_most_and_every_request_is_a_row(string point, string sources, int paid)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var sandbox = await SandboxServer.StartAsync();
        var client = await new Agency(database).ClientAsync();

        Assert.Equal(Killed, (await AskAsync(database, sandbox, client, $"{point}:kill@1")).Code);
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from llm_requests"));
        Assert.True(await database.ScalarAsync<bool>("select micros > 0 and micros = (select sum(cost_micros) from llm_requests) from llm_spending"));
        var (code, answer) = await AskAsync(database, sandbox, client, null);
        var (_, again) = await AskAsync(database, sandbox, client, null);

        Assert.Equal((0, "openai/gpt-4o"), (code, answer.GetProperty("response").GetProperty("engine").GetString()));
        Assert.True(again.GetProperty("response").GetProperty("is_from_cache").GetBoolean());
        var calls = (await sandbox.Http.GetFromJsonAsync<JsonElement>("/_sandbox/models/calls")).GetProperty("calls");
        Assert.Equal(paid, calls.GetArrayLength());
        Assert.Equal(sources + ",cache", await database.ScalarAsync<string>("select string_agg(source, ',' order by at) from llm_requests"));
        Assert.True(await database.ScalarAsync<bool>("select micros = (select sum(cost_micros) from llm_requests) from llm_spending"));
    }

    private static async Task<(int Code, JsonElement Answer)> AskAsync(TestDatabase database, SandboxServer sandbox, Guid client, string? failpoint)
    {
        var dll = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "SnsOps.Workers.Ai", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "SnsOps.Workers.Ai.dll"));
        var start = new ProcessStartInfo("dotnet",
        [
            dll, "ask", "--client", client.ToString(), "--prompt", "가을 신메뉴 언제 나오나요?", "--task", "question", "--cache-minutes", "60",
            .. ProcessSettings.For(database, more: ["--Workers:LeaseSeconds=1", "--Llm:LostAfterSeconds=0", "--Llm:SweepSeconds=0.1", "--Llm:Providers:openai:ApiKey=sk-test", $"--Llm:Providers:openai:BaseUrl={sandbox.Url}/llm/openai/v1"]),
        ])
        { WorkingDirectory = Path.GetDirectoryName(dll)!, RedirectStandardOutput = true };
        start.Environment["SNSOPS_FAIL"] = failpoint ?? "";
        if (failpoint is null)
            await database.UntilAsync("the dead are missed", "select not exists (select from workers where lease_until > clock_timestamp())");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]).RootElement : default);
    }
}
