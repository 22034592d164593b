using System.Text.Json;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.Faults;

namespace SnsOps.Sandbox.Models;

/// <summary>Answers as providers of language models do: OpenAI, Anthropic, Google, and a server of one's own that imitates OpenAI. Below /llm/.</summary>
internal sealed class ModelServer(FaultBook faults, FaultyAnswer answers, ModelDesk desk, IOptions<SandboxOptions> options)
{
    private static readonly OpenAiWire s_openAi = new(needsKey: true), s_self = new(needsKey: false);
    private static readonly AnthropicWire s_anthropic = new();
    private static readonly GoogleWire s_google = new();

    private static readonly ModelEndpoint
        s_openAiChat = new("llm.openai.chat", true), s_openAiEmbeddings = new("llm.openai.embeddings", false), s_openAiModels = new("llm.openai.models", false),
        s_anthropicMessages = new("llm.anthropic.messages", true), s_anthropicModels = new("llm.anthropic.models", false),
        s_googleGenerate = new("llm.google.generate", true), s_googleModels = new("llm.google.models", false),
        s_selfChat = new("llm.self.chat", true), s_selfEmbeddings = new("llm.self.embeddings", false), s_selfModels = new("llm.self.models", false);

    public static IReadOnlyCollection<ModelEndpoint> All { get; } =
        [s_openAiChat, s_openAiEmbeddings, s_openAiModels, s_anthropicMessages, s_anthropicModels, s_googleGenerate, s_googleModels, s_selfChat, s_selfEmbeddings, s_selfModels];

    public async Task HandleAsync(HttpContext http)
    {
        if (Find(http.Request) is not ({ } endpoint, { } wire))
        {
            await SendAsync(http, 404, s_openAi.Error(ModelError.NoModel));
            return;
        }

        ModelQuestion? question = null;
        Fault? fault = null;
        try
        {
            using var body = http.Request.Method == "POST" ? await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted) : null;
            if (!wire.Knows(http.Request))
                throw new ModelException(ModelError.NoKey);
            if (endpoint.Answers)
                question = wire.Read(http.Request, body!.RootElement);
            fault = faults.Take(endpoint, f => f.Script.Match is not { Length: > 0 } match || question?.Prompt.Contains(match, StringComparison.Ordinal) == true);
            await WaitAsync(http, TimeSpan.FromMilliseconds(options.Value.LatencyMs) + (fault?.Kind == FaultKind.Latency ? fault.Delay : TimeSpan.Zero));
            if (fault is not null && await StrikesAsync(http, fault))
                Note(endpoint, question, null, http.Response.StatusCode, 0, false, fault);
            else if (question is null)
                await SendAsync(http, 200, body is null ? wire.Models() : OpenAiWire.Embeddings(body.RootElement));
            else
                await AnswerAsync(http, endpoint, wire, question, fault);
        }
        catch (ModelException e)
        {
            await SendAsync(http, e.Error.Status, wire.Error(e.Error), e.Error.Status == 429 ? fault?.Script.DelayMs : null);
            Note(endpoint, question, null, e.Error.Status, 0, false, fault);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException && !http.Response.HasStarted)
        {
            await SendAsync(http, 400, wire.Error(ModelError.Unreadable));
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            Note(endpoint, question, null, 499, 0, false, fault);       // the caller left
        }
    }

    /// <summary>A fault that comes instead of an answer.</summary>
    private async Task<bool> StrikesAsync(HttpContext http, Fault fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.TimeoutBeforeEffect: await answers.HoldAsync(http, fault.Delay); return true;
            case FaultKind.Reset: FaultyAnswer.Reset(http); return true;
            case FaultKind.HtmlErrorPage:
                http.Response.StatusCode = 502;
                http.Response.ContentType = "text/html";
                await http.Response.WriteAsync("<html><body><h1>502 Bad Gateway</h1></body></html>");
                return true;
            case FaultKind.ServerError: throw new ModelException(ModelError.Internal with { Status = fault.Script.Code ?? 500 });
            case FaultKind.RateLimit: throw new ModelException(ModelError.RateLimited);
            case FaultKind.TokenExpired: throw new ModelException(ModelError.NoKey);
            case FaultKind.ModelMissing: throw new ModelException(ModelError.NoModel);
            case FaultKind.PromptTooLong: throw new ModelException(ModelError.TooLong);
            default: return false;
        }
    }

    private async Task AnswerAsync(HttpContext http, ModelEndpoint endpoint, IModelWire wire, ModelQuestion question, Fault? fault)
    {
        var reply = ModelReply.To(question, desk.AnswerTo(question));
        if (!question.Streams)
        {
            await SendAsync(http, 200, wire.Whole(question, reply));
            Note(endpoint, question, reply, 200, reply.Pieces.Count, true, fault);
            return;
        }

        var stream = new ModelStream(http, answers, wire, fault, desk.PieceGap);
        try
        {
            await stream.SendAsync(wire.Stream(question, reply));
        }
        finally
        {
            Note(endpoint, question, reply, 200, stream.Written, stream.Ended, fault);
        }
    }

    private static (ModelEndpoint? Endpoint, IModelWire? Wire) Find(HttpRequest request) => (request.Method, request.Path.Value!["/llm/".Length..]) switch
    {
        ("POST", "openai/v1/chat/completions") => (s_openAiChat, s_openAi),
        ("POST", "openai/v1/embeddings") => (s_openAiEmbeddings, s_openAi),
        ("GET", "openai/v1/models") => (s_openAiModels, s_openAi),
        ("POST", "self/v1/chat/completions") => (s_selfChat, s_self),
        ("POST", "self/v1/embeddings") => (s_selfEmbeddings, s_self),
        ("GET", "self/v1/models") => (s_selfModels, s_self),
        ("POST", "anthropic/v1/messages") => (s_anthropicMessages, s_anthropic),
        ("GET", "anthropic/v1/models") => (s_anthropicModels, s_anthropic),
        ("GET", "google/v1beta/models") => (s_googleModels, s_google),
        ("POST", { } path) when path.StartsWith("google/v1beta/models/", StringComparison.Ordinal)
            && (path.EndsWith(":generateContent", StringComparison.Ordinal) || path.EndsWith(":streamGenerateContent", StringComparison.Ordinal)) => (s_googleGenerate, s_google),
        _ => (null, null),
    };

    private void Note(ModelEndpoint endpoint, ModelQuestion? question, ModelReply? reply, int status, int written, bool ended, Fault? fault)
    {
        if (endpoint.Answers)
            desk.Note(new ModelCallView(endpoint.Name, question?.Model, question?.Prompt, [.. question?.Pictures.Select(p => p.Seen) ?? []], status, reply?.AskedTokens ?? 0, written, ended, fault?.Kind.ToString()));
    }

    private static async Task WaitAsync(HttpContext http, TimeSpan time)
    {
        if (time > TimeSpan.Zero)
            await Task.Delay(time, http.RequestAborted);
    }

    private static async Task SendAsync(HttpContext http, int status, object body, int? retryAfterMs = null)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers["x-request-id"] = "req_sandbox";
        if (retryAfterMs is { } wait)
            http.Response.Headers.RetryAfter = ((wait + 999) / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), ModelJson.WithoutNulls), http.RequestAborted);
    }
}
