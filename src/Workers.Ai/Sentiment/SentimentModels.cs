using SnsOps.Workers.Ai.Sentiment.Electra;

namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Opens the model that the settings choose: a folder is a KcELECTRA, a file one of the embedded kind.</summary>
internal sealed partial class SentimentModels(SentimentOptions options, ILogger<SentimentModels> logger)
{
    /// <exception cref="ModelFileException">It cannot be used.</exception>
    public ISentimentModel Open()
    {
        var path = options.ModelPath is { Length: > 0 } chosen ? chosen : HashedNgramModel.ShippedFile;
        var model = Open(path, options.ReasonParts);
        if (model is ElectraModel { Check: SelfCheck.NoProbes })
            LogUnchecked(path, Probes.FileName);
        else if (model is ElectraModel { Check: SelfCheck.OnlyCareful })
            LogCareful(path);
        LogOpened(model.Id);
        return model;
    }

    /// <summary>A model by where it lies.</summary>
    /// <exception cref="ModelFileException">It cannot be used.</exception>
    public static IProbabilityModel Open(string path, int reasonParts) => Directory.Exists(path) ? ElectraModel.Load(path, reasonParts) : HashedNgramModel.Load(path);

    [LoggerMessage(4070, LogLevel.Information, "Comments are read by {Model}", EventName = "SentimentModelOpened")]
    private partial void LogOpened(string model);

    [LoggerMessage(4071, LogLevel.Warning, "The sentiment model {Path} has no {Probes}: whether it computes right on this processor was not checked", EventName = "SentimentModelUnchecked")]
    private partial void LogUnchecked(string path, string probes);

    [LoggerMessage(4072, LogLevel.Warning, "The sentiment model {Path} computes wrong on this processor unless its sums are kept from saturating; it runs so, slower", EventName = "SentimentModelCareful")]
    private partial void LogCareful(string path);
}
