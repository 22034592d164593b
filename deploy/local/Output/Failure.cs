namespace SnsOps.Local.Output;

/// <summary>Something a person must know about: what failed, why, and what to do. Shown as one line, without a stack.</summary>
internal sealed class Failure(string what, string why, string advice) : Exception($"{what}: {why}. → {advice}");
