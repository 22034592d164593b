using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.Webhooks;

/// <summary>Section "Webhooks".</summary>
public sealed class WebhookOptions
{
    /// <summary>What Meta must say when it asks whether the address is ours; empty: nobody can subscribe.</summary>
    public string VerifyToken { get; init; } = "";

    /// <summary>Secrets of further apps whose events come here, such as the one of Instagram login, by name. Meta:AppSecret is always accepted.</summary>
    public Dictionary<string, string> AppSecrets { get; init; } = [];

    /// <summary>Larger bodies are refused; a thousand changes are well below a megabyte.</summary>
    [Range(1024, 64 * 1024 * 1024)] public int MaxBytes { get; init; } = 4 * 1024 * 1024;
}
