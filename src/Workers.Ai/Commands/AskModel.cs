using System.Text.Encodings.Web;
using System.Text.Json;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Llm;
using SnsOps.Workers.Ai.Drafts;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Commands;

/// <summary><c>ask --client ID --prompt TEXT [--task reply] [--system TEXT] [--cache-minutes N]</c>: one request through the gateway, as the workers make them, to see who answers.</summary>
internal static class AskModel
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Asks and prints the answer.</summary>
    /// <returns>Null if the arguments say too little.</returns>
    public static async Task<int?> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        if (!Guid.TryParse(builder.Configuration["client"], out var client) || builder.Configuration["prompt"] is not { Length: > 0 } prompt)
            return null;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddSnsOps("ai");
        builder.AddExternalCalls();
        builder.AddLlm();
        builder.AddDrafts();
        await using var app = builder.Build();
        await app.StartAsync();
        await app.Services.GetRequiredService<WorkerHeartbeat>().Registered;
        var (task, system) = (builder.Configuration["task"] ?? LlmTasks.Reply, builder.Configuration["system"] ?? "당신은 고객사의 SNS 담당자입니다. 정중한 한국어로 답합니다.");
        var request = task == LlmTasks.Reply ? new ReplyRequest(client, "", "", prompt, SentimentClass.Neutral, system, prompt) : new LlmRequest(client, task, system, prompt);
        if (double.TryParse(builder.Configuration["cache-minutes"], out var minutes))
            request = request with { CacheFor = TimeSpan.FromMinutes(minutes) };
        var answer = await app.Services.GetRequiredService<LlmGateway>().GenerateAsync(request, CancellationToken.None);
        await app.StopAsync();
        Console.WriteLine(JsonSerializer.Serialize(answer, answer.GetType(), Json));
        return answer is LlmAnswer.Written ? 0 : 1;
    }
}
