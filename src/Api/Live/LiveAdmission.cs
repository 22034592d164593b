using SnsOps.Api.Auth;

namespace SnsOps.Api.Live;

/// <summary>Who may open a WebSocket: an access token or a one-use ticket. Neither is ever logged.</summary>
internal sealed class LiveAdmission(AccessTokens tokens, TicketSql tickets, CallerSql callers, AuthOptions options, TimeProvider clock)
{
    /// <summary>The user and when their right to the connection ends; null when the token is invalid, used or over.</summary>
    public async Task<Admitted?> AdmitAsync(HttpContext context, CancellationToken ct)
    {
        var secret = context.Request.Query["token"].ToString();
        if (secret.Length == 0 && Caller.Of(context) is not null)
            secret = context.Request.Headers.Authorization.ToString()["Bearer ".Length..].Trim();
        if (secret.Contains('.', StringComparison.Ordinal))
        {
            return tokens.Read(secret).Token is { } token && await callers.FindAsync(token.UserId, token.SessionFamily, ct) is { } caller
                ? new Admitted(caller, token.ExpiresAt)
                : null;
        }

        return secret.Length is > 0 and < 200 && await tickets.RedeemAsync(secret, ct) is { } userId && (await callers.FindManyAsync([userId], ct)).SingleOrDefault() is { } user
            ? new Admitted(user, clock.GetUtcNow().AddMinutes(options.AccessMinutes))
            : null;
    }
}

/// <summary>A user let in, and until when.</summary>
internal sealed record Admitted(Caller User, DateTimeOffset EndsAt);
