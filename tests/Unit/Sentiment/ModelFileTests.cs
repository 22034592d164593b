using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Training;

namespace SnsOps.Unit.Sentiment;

/// <summary>What our own ONNX writer writes, ONNX Runtime must read; what was not made for this program must be refused in words.</summary>
public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snsops-model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Written_weights_come_back_as_the_probabilities_they_mean()
    {
        var weights = new sbyte[(NgramFeatures.Buckets + 1) * QuantizedWeights.Columns];
        var ids = new NgramFeatures().Of("좋아요").ToArray();
        foreach (var id in ids)
            weights[id * QuantizedWeights.Columns] = 100;
        var file = Write(new QuantizedWeights(weights, [0.01f, 1, 1, 1], [0, 0.5f, 0, 0.25f]), ModelContract.Labels);

        using var model = HashedNgramModel.Load(file);
        var (nothing, liked) = (model.Probabilities([""])[0], model.Probabilities(["좋아요"])[0]);

        // By hand: softmax of (0, 0.5, 0), its negative third shared out by sigmoid(0.25); then √count more for positive.
        Assert.Equal([0.2741f, 0.4519f, 0.2741f * 0.4378f, 0.2741f * 0.5622f], nothing, (a, b) => Math.Abs(a - b) < 1e-3);
        var positive = MathF.Exp(MathF.Sqrt(ids.Length));
        Assert.Equal(positive / (positive + MathF.Exp(0.5f) + 1), liked[0], 1e-3);
        Assert.Equal(1, liked.Sum(), 1e-5);
    }

    [Fact]
    public void A_text_scores_alike_alone_and_among_others_of_any_length()
    {
        var random = new Random(1);
        var weights = new sbyte[(NgramFeatures.Buckets + 1) * QuantizedWeights.Columns];
        for (var i = 0; i < NgramFeatures.Buckets * QuantizedWeights.Columns; i++)
            weights[i] = (sbyte)random.Next(-100, 100);
        using var model = HashedNgramModel.Load(Write(new QuantizedWeights(weights, [0.01f, 0.01f, 0.01f, 0.01f], [0, 0, 0, 0]), ModelContract.Labels));
        string[] texts = [.. Enumerable.Range(0, 1_500).Select(i => string.Concat(Enumerable.Repeat("또 왔어요 " + i, (i % 40) + 1)))];

        var together = model.Probabilities(texts);

        for (var i = 0; i < texts.Length; i += 97)
            Assert.Equal(model.Probabilities([texts[i]])[0], together[i], (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var refusal = Assert.Throws<ModelFileException>(() => HashedNgramModel.Load(Path.Combine(_folder, "none.onnx")));

        Assert.Contains("none.onnx", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("파일이 없습니다", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("there is no such file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        var file = Path.Combine(_folder, "damaged.onnx");
        File.WriteAllBytes(file, [.. File.ReadAllBytes(HashedNgramModel.ShippedFile).Take(4_000_000)]);

        Assert.Contains("손상", Assert.Throws<ModelFileException>(() => HashedNgramModel.Load(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_other_classes_is_refused()
    {
        var refusal = Assert.Throws<ModelFileException>(() => HashedNgramModel.Load(Write(Zeros(), "negative,positive")));

        Assert.Contains("labels is 'negative,positive'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_trained_with_other_features_is_refused()
    {
        var refusal = Assert.Throws<ModelFileException>(() => HashedNgramModel.Load(Write(Zeros(), ModelContract.Labels, features: "c1-5.b20")));

        Assert.Contains("train sentiment", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_onnx_file_is_refused()
    {
        var graph = new OnnxGraph();
        graph.Int64Input("x", "n");
        graph.FloatOutput("y", "n");
        graph.Node("Cast", "y", ["x"], ("to", OnnxGraph.FloatType));
        var file = Path.Combine(_folder, "foreign.onnx");
        File.WriteAllBytes(file, graph.ToModel("foreign"));

        Assert.Contains("다른 종류", Assert.Throws<ModelFileException>(() => HashedNgramModel.Load(file)).Message, StringComparison.Ordinal);
    }

    private static QuantizedWeights Zeros() => new(new sbyte[(NgramFeatures.Buckets + 1) * QuantizedWeights.Columns], [1, 1, 1, 1], [0, 0, 0, 0]);

    private string Write(QuantizedWeights weights, string labels, string? features = null)
    {
        var file = Path.Combine(_folder, $"{Guid.NewGuid():n}.onnx");
        File.WriteAllBytes(file, SentimentGraph.Write(weights,
        [
            (ModelContract.KindKey, ModelContract.Kind), (ModelContract.VersionKey, "test"), (ModelContract.LabelsKey, labels),
            (ModelContract.FeaturesKey, features ?? NgramFeatures.HashId),
        ]));
        return file;
    }
}
