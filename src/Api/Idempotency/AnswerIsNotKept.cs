namespace SnsOps.Api.Idempotency;

/// <summary>On endpoints whose answer has a secret: it must not be stored to be given again, so they do not heed an <c>Idempotency-Key</c>.</summary>
internal sealed class AnswerIsNotKept;
