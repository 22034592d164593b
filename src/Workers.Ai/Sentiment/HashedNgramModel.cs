using System.Collections.Concurrent;
using Microsoft.ML.OnnxRuntime;

namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>
/// The embedded model: hashed n-grams, each with a weight per class, added up by ONNX Runtime. Any thread may score;
/// each call works on one core.
/// </summary>
internal sealed class HashedNgramModel : IProbabilityModel
{
    private const string Name = "hashed-ngram";
    private const int TextsPerBlock = 1_024;
    private static readonly string[] Inputs = [ModelContract.IdsInput, ModelContract.CountsInput];
    private static readonly int Classes = Enum.GetValues<SentimentClass>().Length;

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly ConcurrentBag<FeatureBlock> _blocks = [];

    private readonly WeightTable _weights;
    private readonly ConcurrentBag<ScoreReasons> _reasons = [];

    private HashedNgramModel(InferenceSession session, string version, WeightTable weights) => (_session, Id, _weights) = (session, $"{Name}@{version}", weights);

    /// <summary>Where the file that comes with the program lies.</summary>
    public static string ShippedFile { get; } = Path.Combine(AppContext.BaseDirectory, "Sentiment", "sentiment.onnx");

    /// <inheritdoc />
    public string Id { get; }

    /// <exception cref="ModelFileException">The file is missing, damaged or not made for this program.</exception>
    public static HashedNgramModel Load(string path)
    {
        if (!File.Exists(path))
            throw new ModelFileException(path, "파일이 없습니다", "there is no such file");
        var weights = WeightTable.Read(path);
        InferenceSession? session = null;
        try
        {
            session = weights.Open(path);
            return new HashedNgramModel(session, ModelContract.Check(session, weights, path), weights);
        }
        catch (Exception e)
        {
            session?.Dispose();
            weights.Dispose();
            if (e is OnnxRuntimeException)
                throw ModelFileException.Damaged(path, e);
            throw;
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<SentimentScore> Score(IReadOnlyList<string> texts) => Probabilities(texts).ConvertAll(SentimentScore.Best);

    /// <inheritdoc />
    public IReadOnlyList<int[]?> Reasons(IReadOnlyList<string> texts, IReadOnlyList<SentimentScore> scores)
    {
        var reasons = _reasons.TryTake(out var kept) ? kept : new ScoreReasons(_weights);
        var answers = texts.Zip(scores, (text, score) => reasons.Of(text, score.Class)).ToArray();
        _reasons.Add(reasons);
        return answers;
    }

    /// <inheritdoc />
    public List<float[]> Probabilities(IReadOnlyList<string> texts)
    {
        var answers = new float[texts.Count][];
        var block = _blocks.TryTake(out var kept) ? kept : new FeatureBlock();
        for (var first = 0; first < texts.Count; first += TextsPerBlock)
        {
            block.Read(texts, first, Math.Min(TextsPerBlock, texts.Count - first));
            foreach (var batch in block.Batches())
                Run(batch, answers, first);
        }
        _blocks.Add(block);
        return [.. answers];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
        _weights.Dispose();
    }

    private void Run(FeatureBatch batch, float[][] answers, int first)
    {
        _weights.Fetch(batch.Ids.Span);
        using var ids = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, batch.Ids, [batch.Rows.Length, batch.Width]);
        using var counts = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, batch.Counts, [batch.Rows.Length, 1]);
        using var outputs = _session.Run(_run, Inputs, [ids, counts], [ModelContract.ProbabilitiesOutput]);
        var probabilities = outputs[0].GetTensorDataAsSpan<float>();
        for (var row = 0; row < batch.Rows.Length; row++)
            answers[first + batch.Rows.Span[row]] = probabilities.Slice(row * Classes, Classes).ToArray();
    }
}
