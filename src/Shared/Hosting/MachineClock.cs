using System.Globalization;

namespace SnsOps.Shared.Hosting;

/// <summary>This machine's clock; tests make it wrong in a real process: <c>SNSOPS_CLOCK=SECONDS</c>, or <c>±SECONDS</c> for one that jumps to and fro each second.</summary>
/// <remarks>Like <see cref="Failpoint"/>, never set in production.</remarks>
public sealed class MachineClock : TimeProvider
{
    private readonly TimeSpan _wrongBy;
    private readonly bool _jumps;

    private MachineClock(TimeSpan wrongBy, bool jumps) => (_wrongBy, _jumps) = (wrongBy, jumps);

    /// <summary>The system's, unless a test says otherwise.</summary>
    public static TimeProvider Current { get; } = Parse(Environment.GetEnvironmentVariable("SNSOPS_CLOCK"));

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + (_jumps && GetTimestamp() / TimestampFrequency % 2 == 0 ? -_wrongBy : _wrongBy);

    internal static TimeProvider Parse(string? text) => string.IsNullOrWhiteSpace(text)
        ? System
        : new MachineClock(TimeSpan.FromSeconds(double.Parse(text.TrimStart('±'), CultureInfo.InvariantCulture)), text.StartsWith('±'));
}
