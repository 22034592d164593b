namespace SnsOps.Workers.Ai.BestTimes;

/// <summary>How a post did.</summary>
/// <param name="At">When it was published, in weeks of some fixed origin: old ones count less.</param>
/// <param name="Slot">Hour of the week in the client's zone, Monday 00:00 is 0; holidays are Sundays.</param>
/// <param name="Format">What it is: formats differ in themselves.</param>
/// <param name="Engagement">Reactions, comments, shares and the like, all together.</param>
internal readonly record struct PostResult(double At, int Slot, string Format, double Engagement);
