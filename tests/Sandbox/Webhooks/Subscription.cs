using System.Text.Json.Serialization;

namespace SnsOps.Sandbox.Webhooks;

/// <summary>Where the comments of one account are told of, and what goes wrong on the way.</summary>
/// <param name="Secret">Of the app; the sandbox's own if none is given.</param>
/// <param name="Flat">Instagram's other shape: field and value on the entry.</param>
/// <param name="Batch">Most changes in one delivery.</param>
/// <param name="Drop">How many of the changes are never sent.</param>
/// <param name="Duplicate">How many of the deliveries are sent twice.</param>
/// <param name="Reorder">Changes that wait together are sent in any order.</param>
/// <param name="Seed">Of the two shares and the order.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record NewSubscription(
    string AccountId, Uri Url, string? Secret = null, bool Flat = false, int Batch = 50, double Drop = 0, double Duplicate = 0, bool Reorder = false, int Seed = 1);

/// <summary>What became of an account's events.</summary>
/// <param name="Waiting">Changes that are still to be sent.</param>
/// <param name="Sent">Changes acknowledged, those of duplicates not counted twice.</param>
/// <param name="Refused">Answers that were not 200.</param>
public sealed record SubscriptionView(string AccountId, int Waiting, long Sent, long Dropped, long Refused);
