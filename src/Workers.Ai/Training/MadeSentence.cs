using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Training;

/// <summary>A sentence made for this project out of a template, for what no public data shows: crises of brands, and what only sounds like one.</summary>
/// <param name="Family">The way of saying it came from. A family is trained on as a whole, or not at all.</param>
/// <param name="Label">Its tone; crisis is what the severity head learns.</param>
/// <param name="Text">The template filled in.</param>
internal sealed record MadeSentence(string Family, SentimentClass Label, string Text);
