using System.Text.Json;

namespace SnsOps.Sandbox.Models;

/// <summary>How one provider speaks: what a question looks like, an answer, a stream, an error.</summary>
internal interface IModelWire
{
    /// <summary>Whether the caller has said who they are.</summary>
    bool Knows(HttpRequest request);

    /// <summary>Reads a question. A question it cannot read throws <see cref="ModelException"/>.</summary>
    ModelQuestion Read(HttpRequest request, JsonElement body);

    /// <summary>The whole answer.</summary>
    object Whole(ModelQuestion question, ModelReply reply);

    /// <summary>The answer piece by piece.</summary>
    IEnumerable<Frame> Stream(ModelQuestion question, ModelReply reply);

    /// <summary>An error as the body of an answer.</summary>
    object Error(ModelError error);

    /// <summary>An error in the middle of a stream.</summary>
    string ErrorInStream(ModelError error);

    /// <summary>A token of a stream that ends in the middle of its JSON.</summary>
    string Malformed { get; }

    /// <summary>The list of models.</summary>
    object Models();
}

/// <summary>An error in each provider's words.</summary>
internal sealed record ModelError(int Status, string OpenAi, string Anthropic, string Google, string Message)
{
    public static ModelError NoKey { get; } = new(401, "invalid_api_key", "authentication_error", "UNAUTHENTICATED", "Incorrect API key provided.");

    public static ModelError Unreadable { get; } = new(400, "invalid_request_error", "invalid_request_error", "INVALID_ARGUMENT", "The request could not be understood.");

    public static ModelError BadPicture { get; } = new(400, "invalid_image_format", "invalid_request_error", "INVALID_ARGUMENT", "The picture could not be read.");

    public static ModelError TooLong { get; } = new(400, "context_length_exceeded", "invalid_request_error", "INVALID_ARGUMENT", "This prompt is longer than the model's context.");

    public static ModelError NoModel { get; } = new(404, "model_not_found", "not_found_error", "NOT_FOUND", "The model does not exist or you do not have access to it.");

    public static ModelError RateLimited { get; } = new(429, "rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED", "Rate limit reached.");

    public static ModelError Internal { get; } = new(500, "server_error", "api_error", "INTERNAL", "The server had an error while processing your request.");

    public static ModelError Overloaded { get; } = new(529, "server_error", "overloaded_error", "UNAVAILABLE", "Overloaded");
}

/// <summary>Answers with an error.</summary>
internal sealed class ModelException(ModelError error) : Exception(error.Message)
{
    public ModelError Error => error;
}
