using System.ComponentModel.DataAnnotations;

namespace SnsOps.Api.Connections;

/// <summary>Connecting accounts by signing in at their platform. Section "Connect".</summary>
public sealed class ConnectOptions
{
    /// <summary>Scheme and host under which people reach this Api, such as https://ops.example.com; <c>/oauth/{meta|instagram|google}/callback</c> below it must be
    /// among the redirect addresses of the platforms' apps. Empty: as the request came on this machine, else Contacts:PageUrl.</summary>
    public string RedirectBaseUrl { get; init; } = "";

    /// <summary>Minutes a sign-in at a platform may take.</summary>
    [Range(1, 60)] public int AnswerMinutes { get; init; } = 10;

    /// <summary>Minutes for choosing the accounts afterwards; then their tokens are forgotten.</summary>
    [Range(1, 1440)] public int ChooseMinutes { get; init; } = 60;
}
