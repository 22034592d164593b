using System.Text.Json;
using SnsOps.Integration.Api;
using SnsOps.Integration.Fixtures;
using SnsOps.Integration.Llm;

namespace SnsOps.Integration.Sandbox.Sdks;

/// <summary>The simulated providers of language models understand, and are understood by, the official SDKs of OpenAI, Anthropic and Google.</summary>
public sealed class ModelSdkTests
{
    [Fact]
    public async Task The_official_sdks_ask_show_pictures_stream_embed_and_are_refused()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        const string Answer = "다음 주 월요일부터 만나 보실 수 있습니다. 기다려 주셔서 고맙습니다.";
        await sandbox.ControlAsync("models/answers", new { text = Answer });
        await sandbox.FaultAsync(new { endpoint = "llm.anthropic.messages", kind = "rate-limit", match = "limit-me", delay_ms = 7000 });
        await sandbox.FaultAsync(new { endpoint = "llm.anthropic.messages", kind = "stream-overloaded", match = "overload-me", code = 1 });
        await sandbox.FaultAsync(new { endpoint = "llm.google.generate", kind = "rate-limit", match = "limit-me" });

        var picture = Pictures.Png(800, 800);

        var learnt = JsonDocument.Parse(await NodeScript.RunAsync("Sandbox/Sdks/models.cjs", ("SANDBOX", sandbox.Url), ("PICTURE", Convert.ToBase64String(picture)))).RootElement;

        foreach (var (provider, end, cut) in new[] { ("openai", "stop", "length"), ("self", "stop", "length"), ("anthropic", "end_turn", "max_tokens"), ("google", "STOP", "MAX_TOKENS") })
        {
            var of = learnt.GetProperty(provider);
            Assert.Equal((Answer, end, Answer, true, cut), (of.GetProperty("text").GetString(), of.GetProperty("end").GetString(), of.GetProperty("streamed").GetString(), of.GetProperty("counted").GetBoolean(), of.GetProperty("short").GetString()));
            Assert.True(of.GetProperty("parts").GetInt32() > 5);
            Assert.Equal(PictureTests.Seen("image/png", picture), of.GetProperty("seen").GetString());
            Assert.Equal(400, of.GetProperty("blind")[0].GetInt32());
        }

        foreach (var provider in new[] { "openai", "self" })
        {
            Assert.Equal([1024, 1024], learnt.GetProperty(provider).GetProperty("vectors").EnumerateArray().Select(v => v.GetInt32()));
            Assert.Equal((1.0, 401, 3), (learnt.GetProperty(provider).GetProperty("length").GetDouble(), learnt.GetProperty(provider).GetProperty("refused").GetInt32(), learnt.GetProperty(provider).GetProperty("models").GetInt32()));
        }

        Assert.Equal("invalid_image_format", learnt.GetProperty("openai").GetProperty("blind")[1].GetString());
        Assert.Equal("invalid_request_error", learnt.GetProperty("anthropic").GetProperty("blind")[1].GetString());
        Assert.Equal("[429,\"7\"]", learnt.GetProperty("anthropic").GetProperty("limited").GetRawText());
        Assert.Equal("APIError", learnt.GetProperty("anthropic").GetProperty("overloaded").GetString());
        Assert.Equal(429, learnt.GetProperty("google").GetProperty("limited").GetInt32());
    }
}
