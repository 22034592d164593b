using System.ComponentModel.DataAnnotations;

namespace SnsOps.Shared.Deliveries;

/// <summary>Which addresses are taken for incoming webhooks of Slack, and how they are called. Section "Slack".</summary>
public sealed class SlackOptions
{
    /// <summary>What a hook's address begins with: nothing else is ever called in a user's name.</summary>
    [Required, Url] public string HookPrefix { get; init; } = "https://hooks.slack.com/services/";

    /// <summary>Longest wait for an answer, in seconds.</summary>
    [Range(0.5, 120)] public double TimeoutSeconds { get; init; } = 15;

    /// <summary>Messages to one hook within ten seconds: Slack takes about one a second.</summary>
    [Range(1, 1000)] public int PerTenSeconds { get; init; } = 10;
}
