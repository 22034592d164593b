using SnsOps.Shared.Effects;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>A way in which people are reached beside the page.</summary>
internal interface IDeliveryChannel
{
    /// <summary>email, sms or slack.</summary>
    string Name { get; }

    /// <summary>A letter as it is sent here: what does not fit is cut.</summary>
    Letter Fit(Letter letter);

    /// <summary>Sends once, never again by itself.</summary>
    Task<(Outcome Outcome, string? Response)> SendAsync(Letter letter, CancellationToken ct);
}
