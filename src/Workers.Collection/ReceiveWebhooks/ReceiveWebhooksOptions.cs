using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Collection.ReceiveWebhooks;

/// <summary>How deliveries are taken in. Section "ReceiveWebhooks".</summary>
internal sealed class ReceiveWebhooksOptions
{
    /// <summary>Deliveries worked on at once in this process.</summary>
    [Range(1, 64)] public int Capacity { get; init; } = 8;
}
