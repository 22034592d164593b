using System.Net;
using System.Text;
using Microsoft.Extensions.AI;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Unit.Llm;

/// <summary>How questions go out to providers that are spoken to by hand: pictures in each one's form, and without any the same bytes as ever.</summary>
public sealed class PictureWireTests
{
    private static readonly byte[] Picture = [0xFF, 0xD8, 0xFF, 0xE0, 0x3E, 0x3F];
    private static readonly ChatMessage Instruction = new(ChatRole.System, "Be brief."), Words = new(ChatRole.User, "What's seen?");
    private static readonly ChatMessage Seen = new(ChatRole.User, [new DataContent(Picture, "image/jpeg"), new TextContent("What's seen?")]);

    [Fact]
    public async Task OpenAi_is_sent_text_as_ever_and_pictures_as_parts_with_data_urls()
    {
        const string Begin = """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":""", End = """}],"max_completion_tokens":200,"temperature":0.5,"stream":true,"stream_options":{"include_usage":true}}""";

        Assert.Equal(Begin + "\"What's seen?\"" + End, await SentAsync(http => new OpenAiChatClient(http, "k", "http://127.0.0.1:9/v1", isCompatible: false), Words));
        Assert.Equal(Begin + """[{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,/9j/4D4/"}},{"type":"text","text":"What's seen?"}]""" + End,
            await SentAsync(http => new OpenAiChatClient(http, "k", "http://127.0.0.1:9/v1", isCompatible: false), Seen));
    }

    [Fact]
    public async Task Google_is_sent_text_as_ever_and_pictures_as_inline_data()
    {
        const string Begin = """{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[""", End = """{"text":"What\u0027s seen?"}]}],"generationConfig":{"maxOutputTokens":200,"temperature":0.5}}""";

        Assert.Equal(Begin + End, await SentAsync(http => new GoogleChatClient(http, "k", "http://127.0.0.1:9"), Words));
        Assert.Equal(Begin + """{"inlineData":{"mimeType":"image/jpeg","data":"/9j/4D4/"}},""" + End, await SentAsync(http => new GoogleChatClient(http, "k", "http://127.0.0.1:9"), Seen));
    }

    private static async Task<string> SentAsync(Func<HttpClient, IChatClient> client, ChatMessage last)
    {
        using var provider = new Ear();
        using var http = new HttpClient(provider);
        await foreach (var _ in client(http).GetStreamingResponseAsync([Instruction, last], new ChatOptions { ModelId = "m", MaxOutputTokens = 200, Temperature = 0.5f }, TestContext.Current.CancellationToken))
        {
            // nothing is answered
        }

        return provider.Heard;
    }

    private sealed class Ear : HttpMessageHandler
    {
        public string Heard { get; private set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Heard = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("", Encoding.UTF8, "text/event-stream") };
        }
    }
}
