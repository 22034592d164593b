using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Api;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Questions;

/// <summary>The Api and an AI worker that asks a simulated provider first, over one database and without a broker.</summary>
public sealed class QuestionServer : ApiServer
{
    private WebApplication? _worker;

    /// <summary>The simulated providers.</summary>
    public SandboxServer Sandbox { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Sandbox = await SandboxServer.StartAsync();
        _worker = Workers.Ai.Program.Build(ProcessSettings.For(Database, Storage, Sandbox, more:
            ["--Llm:Order=openai", "--Llm:Providers:openai:ApiKey=sk-test", $"--Llm:Providers:openai:BaseUrl={Sandbox.Url}/llm/openai/v1", "--Llm:HealthSeconds=0", "--Llm:Rounds=1", "--Llm:ClientBudgetUsd=0"]));
        await _worker.StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _worker!.StopAsync();
        await _worker.DisposeAsync();
        await Sandbox.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>A part of the worker.</summary>
    public T Service<T>()
        where T : notnull => _worker!.Services.GetRequiredService<T>();

    /// <summary>Lets a client pay for a model; without it only the grammar answers.</summary>
    public async Task ModelSaysAsync(Guid client, string text)
    {
        await Sandbox.ControlAsync("models/answers", new { text });
        await Database.ExecuteAsync("insert into llm_budgets (client_id, month_micros) values (@client, 50000000) on conflict (client_id) do nothing", new { client });
    }

    /// <summary>Comments under one of the team's accounts, posted now.</summary>
    public async Task CommentsAsync(Team team, params string[] sentiments)
    {
        foreach (var sentiment in sentiments)
        {
            var id = Guid.CreateVersion7();
            await Database.ExecuteAsync("""
                insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, received_at, sentiment, score, sentiment_model, scored_at)
                values (@id, @Client, @Account, 'facebook', @text, 'p1', '민지', '배송이 늦어요', snsops.now(), snsops.now(), @sentiment::sentiment, 0.9, 'm', snsops.now())
                """, new { id, team.Client, team.Account, text = id.ToString(), sentiment });
        }
    }

    /// <summary>Asks and waits for the answer.</summary>
    public async Task<JsonNode> AnswerAsync(Session who, Guid client, string text, Guid? conversation = null)
    {
        var asked = await who.PostAsync($"/v1/clients/{client}/questions", new { text, conversation_id = conversation }, 202);
        var id = (Guid)asked["id"]!;
        await Database.UntilAsync("the question is answered", "select state <> 'waiting' from questions where id = @id", new { id });
        return await who.GetAsync($"/v1/questions/{id}");
    }
}
