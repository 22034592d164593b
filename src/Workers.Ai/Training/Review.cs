using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Training;

/// <summary>A rated review: one row of the data.</summary>
/// <param name="Rating">1 to 10, as its writer gave it.</param>
/// <param name="Label">Positive, neutral or negative.</param>
/// <param name="Text">What they wrote.</param>
internal sealed record Review(int Rating, SentimentClass Label, string Text);
