using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SnsOps.Integration.Api;
using SnsOps.Shared.Llm;

namespace SnsOps.Integration.Llm;

/// <summary>Questions about pictures: who is shown them, what arrives, what it costs. The simulated models say what they were shown.</summary>
public sealed class PictureTests
{
    private static readonly byte[] Latte = Pictures.Jpeg(1080, 1350), Cake = Pictures.Png(800, 800);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("google")]
    [InlineData("self_hosted")]
    public async Task Each_provider_is_shown_the_very_picture_and_its_own_count_is_what_is_paid(string order)
    {
        await using var stage = await GatewayStage.StartAsync(order, seeing: [order]);

        var (_, ended) = await stage.WatchAsync(stage.RequestAbout(Latte));

        var response = Assert.IsType<LlmAnswer.Written>(ended).Response;
        var call = Assert.Single(await stage.CallsAsync());
        Assert.Equal((Seen("image/jpeg", Latte), $"{order}/seeing-{order}"), (response.Content, response.Engine));
        Assert.Equal("카페의 SNS 담당자로서 답합니다.\n이 그림의 대체 텍스트를 쓰세요.", call.Prompt);
        Assert.Equal([Seen("image/jpeg", Latte)], call.Pictures);
        Assert.Equal($"provider answered {order} 1", await stage.RowAsync());
        Assert.InRange(call.Asked, 700, 900);
        Assert.Equal($"{call.Asked} {call.Written}", await stage.Database.ScalarAsync<string>("select concat_ws(' ', input_tokens, output_tokens) from llm_requests where task = 'alt_text'"));
    }

    [Fact]
    public async Task A_provider_without_a_model_that_sees_is_never_shown_a_picture_and_the_next_that_sees_takes_over()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai,anthropic,google", seeing: ["anthropic", "google"]);
        await stage.FaultAsync("anthropic.messages", "server-error");

        var response = await stage.AnswerAsync(stage.RequestAbout(Cake, "image/png"));

        Assert.Equal((Seen("image/png", Cake), LlmProvider.Google), (response.Content, response.Provider));
        Assert.Equal([new LlmMiss("anthropic", LlmError.ServerError)], response.Misses);
        Assert.Equal(["llm.anthropic.messages", "llm.google.generate"], (await stage.CallsAsync()).Select(c => c.Endpoint));
        Assert.StartsWith("provider answered google 2 ServerError", await stage.RowAsync(), StringComparison.Ordinal);
        Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync()).Provider);
        Assert.Empty((await stage.CallsAsync())[^1].Pictures);
    }

    [Fact]
    public async Task Where_none_is_configured_nobody_is_asked()
    {
        await using var stage = await GatewayStage.StartAsync();
        Assert.False(stage.Links.AnySees(LlmTasks.AltText));

        Assert.Empty(Assert.IsType<LlmAnswer.Unanswered>(await stage.AskAsync(stage.RequestAbout(Latte))).Misses);

        Assert.Empty(await stage.CallsAsync());
        Assert.Equal("none failed 0", await stage.RowAsync());
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_by_the_first_and_no_other_is_asked()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai,anthropic", seeing: ["openai", "anthropic"]);

        var answer = Assert.IsType<LlmAnswer.Unanswered>(await stage.AskAsync(stage.RequestAbout("글이지 그림이 아닙니다"u8.ToArray())));

        Assert.Equal([new LlmMiss("openai", LlmError.BadRequest)], answer.Misses);
        Assert.Equal("none failed 1 BadRequest/invalid_image_format", await stage.RowAsync());
        Assert.False(await stage.Database.ScalarAsync<bool>("select exists (select from api_breakers where failures > 0)"));
    }

    [Fact]
    public async Task The_same_picture_is_paid_once_and_another_is_another_question()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai", seeing: ["openai"]);
        var request = stage.RequestAbout(Latte) with { CacheFor = TimeSpan.FromHours(1) };
        await stage.AnswerAsync(request);
        await stage.Database.UntilAsync("the answer is kept", "select exists (select from llm_cache)");

        var again = await stage.AnswerAsync(request with { Images = [new LlmImage("image/jpeg", Latte.ToArray())] });
        var other = await stage.AnswerAsync(request with { Images = [new LlmImage("image/png", Cake)] });

        Assert.Equal((true, Seen("image/jpeg", Latte)), (again.IsFromCache, again.Content));
        Assert.Equal((false, Seen("image/png", Cake)), (other.IsFromCache, other.Content));
        Assert.Equal(2, (await stage.CallsAsync()).Count);
        await stage.Database.UntilAsync("all are closed", "select count(*) = 3 from llm_requests where source <> 'open'");
        await stage.BalanceAsync();
    }

    [Fact]
    public void A_question_without_pictures_is_found_by_the_same_key_as_ever()
    {
        var request = new LlmRequest(Guid.CreateVersion7(), LlmTasks.AltText, "짧게", "무엇이 보이나요?");
        var before = SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
        {
            request.Task, request.System, request.Prompt, request.Before, request.MaxTokens, request.Temperature, request.Variant, model = "openai/m",
        })));
        LlmImage latte = new("image/jpeg", Latte), cake = new("image/png", Cake);

        Assert.Equal(before, LlmCache.KeyOf(request, "openai/m"));
        LlmImage[][] all = [[], [latte], [cake], [latte, cake], [cake, latte], [latte with { MediaType = "image/webp" }]];
        Assert.Equal(all.Length, all.Select(images => Convert.ToHexString(LlmCache.KeyOf(request with { Images = images }, "openai/m"))).Distinct().Count());
    }

    [Fact]
    public async Task A_picture_is_set_aside_for_too_before_anybody_is_asked()
    {
        await using var stage = await GatewayStage.StartAsync(order: "openai", seeing: ["openai"]);
        // Without its picture the question sets aside about 5,200; with it about 8,000 more.
        await stage.Database.ExecuteAsync("insert into llm_budgets (client_id, month_micros) values (@Client, 10000)", new { stage.Client });

        Assert.Equal([new LlmMiss("budget", LlmError.BudgetUsedUp)], Assert.IsType<LlmAnswer.Unanswered>(await stage.AskAsync(stage.RequestAbout(Latte))).Misses);
        Assert.Equal(LlmProvider.OpenAi, (await stage.AnswerAsync(stage.Request(task: LlmTasks.AltText))).Provider);

        Assert.Empty(Assert.Single(await stage.CallsAsync()).Pictures);
    }

    [Fact]
    public async Task Code_that_speaks_Microsofts_abstractions_shows_pictures_in_its_last_message()
    {
        await using var stage = await GatewayStage.StartAsync(order: "anthropic", seeing: ["anthropic"]);
        using var chat = new LlmChatClient(stage.Gateway, stage.Client, LlmTasks.AltText);
        var asked = new ChatMessage(ChatRole.User, [new TextContent("무엇이 보이나요?"), new DataContent(Latte, "image/jpeg")]);

        Assert.Equal(Seen("image/jpeg", Latte), (await chat.GetResponseAsync([asked], cancellationToken: Ct)).Text);

        await Assert.ThrowsAsync<ArgumentException>(() => chat.GetResponseAsync([asked, new(ChatRole.Assistant, "라떼입니다."), new(ChatRole.User, "또 무엇이 보이나요?")], cancellationToken: Ct));
    }

    /// <summary>What a simulated model says of a picture.</summary>
    internal static string Seen(string mediaType, byte[] picture) =>
        $"{mediaType} 그림이 보입니다. 크기는 {picture.Length}바이트이고 지문은 {Convert.ToHexStringLower(SHA256.HashData(picture))[..8]}입니다.";
}
