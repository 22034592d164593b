using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Which model reads comments. Section "Sentiment".</summary>
internal sealed class SentimentOptions
{
    /// <summary>A file made by <c>./snsops train sentiment</c>, or the folder of a KcELECTRA (model.onnx, vocab.txt, config.json); empty: the model that comes with the program.</summary>
    public string ModelPath { get; init; } = "";

    /// <summary>A KcELECTRA shows which words decided by reading a comment again without each part of it: so many parts at most. 0 spares the time and shows none. The embedded model needs no such thing.</summary>
    [Range(0, 32)] public int ReasonParts { get; init; } = 6;
}
