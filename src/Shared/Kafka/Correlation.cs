using System.Diagnostics;

namespace SnsOps.Shared.Kafka;

/// <summary>The business flow a piece of work belongs to; minted at the Api or by a schedule and carried through Kafka.</summary>
public static class Correlation
{
    private static readonly AsyncLocal<string?> Flow = new();

    /// <summary>The current flow's id; a new one when none was begun.</summary>
    public static string Current => Flow.Value ??= Activity.Current?.TraceId.ToHexString() ?? Guid.CreateVersion7().ToString("N");

    /// <summary>The current flow's id, or null when none was begun.</summary>
    public static string? Known => Flow.Value;

    /// <summary>Continues the flow of <paramref name="id"/>, or begins a new one when it is null.</summary>
    public static void Begin(string? id) => Flow.Value = id;
}
