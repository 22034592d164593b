using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Control;

/// <summary>An account as a test or the demo connects it.</summary>
/// <param name="Token">Of a YouTube channel: the refresh token.</param>
/// <param name="Pages">Of a person: the pages they have a role on.</param>
/// <param name="Instagram">Of a page: the Instagram account behind it.</param>
/// <param name="IssuedAt">Of the token; now by default.</param>
/// <param name="PublishQuota">Instagram posts, or uploads to a channel, within 24 hours.</param>
public sealed record NewAccount(
    Platform Platform, string Id, string Name, string Token, long Followers = 0, DateTimeOffset? ExpiresAt = null,
    string? ClientLabel = null, string? Username = null, int? PublishQuota = null, string[]? Pages = null, string? Instagram = null, DateTimeOffset? IssuedAt = null);

/// <summary>Puts one token, or all tokens of an account, into a state; of a person also those of pages that were asked for with theirs.</summary>
public sealed record TokenChange(TokenState State, string? Token = null, string? AccountId = null, DateTimeOffset? ExpiresAt = null, string[]? Scopes = null);

/// <summary>Comments to play; without rows the written ones.</summary>
public sealed record NewPlay(string[]? AccountIds = null, double PerSecond = 200, PlayRow[]? Rows = null, bool Repeat = false);

/// <summary>A row as given to the control API. Other members, such as a rating, are ignored: platforms have none.</summary>
public sealed record PlayRow(string Id, string Text, string? Author = null);

/// <summary>A TSV file (id, rating, label, text) to play.</summary>
public sealed record NewFilePlay(string Path, double PerSecond = 200, string[]? AccountIds = null);

/// <summary>How far the virtual clock is from the machine's.</summary>
public sealed record ClockOffset(double OffsetSeconds);

/// <summary>What all control calls answer when they refuse.</summary>
public sealed record ControlError(string Error);
