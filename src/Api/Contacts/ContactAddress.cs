using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using SnsOps.Shared.Deliveries;

namespace SnsOps.Api.Contacts;

/// <summary>Addresses as people type them, brought into the one form they are kept in.</summary>
internal static partial class ContactAddress
{
    private static readonly EmailAddressAttribute Email = new();

    /// <summary>What is kept and shown; null when it is no address of the channel.</summary>
    /// <param name="channel">email, sms or slack.</param>
    /// <param name="typed">As it was typed.</param>
    /// <param name="slack">Which hooks are taken.</param>
    public static string? Read(string channel, string typed, SlackOptions slack)
    {
        var text = typed.Trim();
        return channel switch
        {
            "email" => text.Length <= 254 && text.All(c => c is > ' ' and < '\x7f' and not ('<' or '>' or ',' or ';' or '"')) && Email.IsValid(text) && text.IndexOf('.', text.IndexOf('@', StringComparison.Ordinal)) > 0 ? text : null,
            "sms" => Mobile().Match(NotDigits().Replace(text.StartsWith("+82", StringComparison.Ordinal) ? "0" + text[3..].TrimStart() : text, "")) is { Success: true } number ? number.Value : null,
            // Of a hook only its end is shown: the whole is its password.
            "slack" => IsHook(text, slack) ? "Slack …" + text[^4..] : null,
            _ => null,
        };
    }

    /// <summary>Only addresses of the configured beginning are ever called.</summary>
    private static bool IsHook(string text, SlackOptions slack) =>
        text.Length <= 300 && text.StartsWith(slack.HookPrefix, StringComparison.Ordinal) && HookPath().IsMatch(text[slack.HookPrefix.Length..]);

    [GeneratedRegex(@"[\s\-().]")]
    private static partial Regex NotDigits();

    [GeneratedRegex(@"^01[016789]\d{7,8}$")]
    private static partial Regex Mobile();

    [GeneratedRegex(@"^[A-Za-z0-9]+/[A-Za-z0-9]+/[A-Za-z0-9]{4,}$")]
    private static partial Regex HookPath();
}
