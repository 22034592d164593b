using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using SnsOps.Sandbox.Control;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.YouTube.Videos;

namespace SnsOps.Sandbox.Ledger;

/// <summary>The ledger: what calls made visible, so that tests count effects instead of calls.</summary>
internal static class EffectEndpoints
{
    public static void MapEffects(this IEndpointRouteBuilder control) => control.MapGet("/{platform}/effects", ListAsync);

    /// <summary>Oldest first; of one account if named; accepted at or after `since` if given.</summary>
    private static async Task<Results<Ok<EffectsView>, BadRequest<ControlError>, NotFound<ControlError>>> ListAsync(
        string platform, Store store, string? account = null, DateTimeOffset? since = null)
    {
        if (!Enum.TryParse<Platform>(platform, ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted))
            return TypedResults.NotFound(new ControlError("The platforms are instagram, facebook and youtube."));
        var effects = new List<EffectView>();
        foreach (var owner in store.World.Accounts.Values.Where(a => a.Platform == wanted && (account is null || a.Id == account)))
            lock (owner.Gate)
            {
                PublishAt.Settle(store, store.World, owner);
                effects.AddRange(owner.Effects.Where(e => since is null || e.AcceptedAt >= since).Select(EffectView.Of));
            }
        await store.FlushedAsync();
        return TypedResults.Ok(new EffectsView([.. effects.OrderBy(e => e.AcceptedAt, StringComparer.Ordinal)]));
    }
}

/// <summary>A visible effect of a call.</summary>
internal sealed record EffectView(
    string Id, string AccountId, string Kind, string Text, string? MediaSha256, string? Link, string AcceptedAt, bool Visible, string? RequestId,
    string? Form, string[] Media)
{
    public static EffectView Of(Effect effect) => new(
        effect.Node.Id, effect.Node.Owner.Id, effect.Kind, effect.Node.Text, effect.MediaSha256, effect.Link,
        effect.AcceptedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ((IListed)effect.Node).Visible, effect.RequestId,
        effect.Node is ChannelVideo ? "video" : (effect.Node as Post)?.Created.Form.ToString().ToLowerInvariant(),
        effect.Node switch
        {
            Post { Created: var post } => post.Media ?? (post.MediaSha256 is { } one ? [one] : []),
            ChannelVideo video => [video.Inserted.Sha256],
            _ => [],
        });
}

internal sealed record EffectsView(EffectView[] Effects);
