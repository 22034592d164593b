using System.Text;
using SnsOps.Api.Auth;

namespace SnsOps.Api.Live;

/// <summary>A numbered event, ready to be sent.</summary>
internal sealed record LiveEventRow
{
    public long Seq { get; init; }

    public Guid? ClientId { get; init; }

    public string[]? Roles { get; init; }

    public Guid? UserId { get; init; }

    public string Message { get; init; } = "";

    /// <summary>The message's bytes, made once for all connections.</summary>
    public ReadOnlyMemory<byte> Bytes => field.IsEmpty ? field = Encoding.UTF8.GetBytes(Message) : field;

    /// <summary>Every set condition must hold: that user, a member of the client, one of the roles.</summary>
    public bool IsFor(Caller user) =>
        (UserId is null || UserId == user.UserId) && (ClientId is not { } client || user.Sees(client)) && (Roles is null || Roles.Contains(user.Role));
}
