using SnsOps.Api.Problems;

namespace SnsOps.Api.Idempotency;

/// <summary>Marks an endpoint whose answer holds a secret: it is not kept for the same call again, which is refused instead.</summary>
/// <param name="Again">What the same call under its key is told.</param>
internal sealed record SecretAnswer(ProblemKind Again);
