using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.Models;

/// <summary>JSON as the providers write it: Korean as it is.</summary>
internal static class ModelJson
{
    public static JsonSerializerOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonSerializerOptions WithoutNulls { get; } = new(Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}

/// <summary>What the providers say they have. Any other name is answered, too, unless a fault says otherwise.</summary>
internal static class ModelNames
{
    public static readonly string[] OpenAi = ["gpt-4o", "gpt-4o-mini", "text-embedding-3-small"], Anthropic = ["claude-sonnet-4-5", "claude-haiku-4-5"], Google = ["gemini-2.5-pro", "gemini-2.5-flash"];
}
