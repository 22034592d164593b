using System.Globalization;
using System.Security.Cryptography;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Training;

/// <summary>
/// Makes the embedded model: learns from train.tsv and the project's own sentences, rounds, calibrates, writes the file and
/// measures what was written on dev.tsv, which nothing was learnt from.
/// </summary>
internal sealed class TrainSentiment(TrainingRecipe recipe, TextWriter output)
{
    private const string MajorVersion = "1";
    private const int DigestLength = 8;

    public void Run(string folder, string file)
    {
        var trainFile = Path.Combine(folder, "train.tsv");
        var reviews = ReviewFile.Read(trainFile);
        var dev = ReviewFile.Read(Path.Combine(folder, "dev.tsv"));
        Say($"후기 {reviews.Count:n0}건을 읽었습니다 | read {reviews.Count:n0} reviews");

        var (learnt, kept) = Split(Featurise(reviews));
        var made = Featurise(MadeSentences.ForTraining());
        Say($"학습 {learnt.Count:n0}건 + 만든 문장 {made.Count:n0}건, 보정 {kept.Count:n0}건 | training on {learnt.Count:n0} and {made.Count:n0} made sentences, calibrating on {kept.Count:n0}");

        var trained = new SentimentTrainer(recipe, NgramFeatures.Buckets, Say).Train([.. learnt, .. made]);
        var rounded = QuantizedWeights.Of(trained);
        var calibration = Calibration.Of(rounded.ToWeights(), kept);
        Say(string.Create(CultureInfo.InvariantCulture, $"보정: 온도 {calibration.Temperature:f2}, 위기 문턱 {calibration.SeverityThreshold:f2} | calibrated: temperature {calibration.Temperature:f2}, crisis threshold {calibration.SeverityThreshold:f2}"));

        var weights = rounded.Calibrated(calibration);
        var facts = Facts(weights, trainFile);
        Write(file, SentimentGraph.Write(weights, facts));
        var (figures, crisis) = Measure(file, dev);
        Write(file, SentimentGraph.Write(weights, [.. facts, .. Measured(figures, crisis)]));

        foreach (var line in figures.Lines())
            output.WriteLine(line);
        output.WriteLine(crisis.Line);
        Say($"{file}에 썼습니다 | wrote {file} ({new FileInfo(file).Length:n0} bytes, sha256 {Sha256(file)})");
    }

    private static List<Example> Featurise(List<Review> reviews)
    {
        var features = new NgramFeatures();
        return reviews.ConvertAll(review => new Example(features.Of(review.Text).ToArray(), (int)review.Label, IsCrisis: false, PolarityWeight: 1, SeverityWeight: 1));
    }

    /// <summary>A crisis is negative, and more.</summary>
    private List<Example> Featurise(List<MadeSentence> sentences)
    {
        var features = new NgramFeatures();
        return sentences.ConvertAll(sentence => new Example(
            features.Of(sentence.Text).ToArray(), Math.Min((int)sentence.Label, (int)SentimentClass.Negative), sentence.Label == SentimentClass.Crisis,
            recipe.MadePolarityWeight, recipe.MadeSeverityWeight, IsMade: true));
    }

    private (List<Example> Learnt, List<Example> Kept) Split(List<Example> examples)
    {
        var parts = examples.Index().ToLookup(e => e.Index % recipe.CalibrateOneIn == 0, e => e.Item);
        return ([.. parts[false]], [.. parts[true]]);
    }

    private static List<(string Key, string Value)> Facts(QuantizedWeights weights, string trainFile)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<sbyte>(weights.Values)));
        return
        [
            (ModelContract.KindKey, ModelContract.Kind),
            (ModelContract.VersionKey, $"{MajorVersion}.{digest[..DigestLength]}"),
            (ModelContract.LabelsKey, ModelContract.Labels),
            (ModelContract.FeaturesKey, NgramFeatures.HashId),
            ("training_sha256", Sha256(trainFile)),
        ];
    }

    private static List<(string Key, string Value)> Measured(SentimentFigures figures, CrisisFigures crisis) =>
    [
        ("dev_two_class", figures.TwoClass.ToString("f2", CultureInfo.InvariantCulture)),
        ("dev_macro_f1", figures.MacroF1.ToString("f3", CultureInfo.InvariantCulture)),
        ("dev_ece", figures.CalibrationError.ToString("f3", CultureInfo.InvariantCulture)),
        ("dev_alarms", figures.Alarms.ToString("f2", CultureInfo.InvariantCulture)),
        ("crisis_recall", crisis.Recall.ToString("f3", CultureInfo.InvariantCulture)),
    ];

    private static (SentimentFigures Figures, CrisisFigures Crisis) Measure(string file, List<Review> dev)
    {
        using var model = HashedNgramModel.Load(file);
        return (SentimentFigures.Of(dev, model.Probabilities([.. dev.Select(review => review.Text)])), CrisisFigures.Of(model));
    }

    private static void Write(string file, byte[] model)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllBytes(file, model);
    }

    private static string Sha256(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private void Say(string line)
    {
        lock (output)
            output.WriteLine(line);
    }
}
