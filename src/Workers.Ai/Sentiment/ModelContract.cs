using Microsoft.ML.OnnxRuntime;

namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>What a model file must say of itself before it may judge a comment: the words that training writes and loading reads.</summary>
internal static class ModelContract
{
    public const string Kind = "snsops.hashed-ngram-sentiment";
    public const string KindKey = "kind", VersionKey = "version", LabelsKey = "labels", FeaturesKey = "features";
    public const string IdsInput = "ids", CountsInput = "counts", ProbabilitiesOutput = "probabilities";

    /// <summary>In the order of the model's outputs and of <see cref="SentimentClass"/>.</summary>
    public static string Labels { get; } = string.Join(',', Enum.GetNames<SentimentClass>()).ToLowerInvariant();

    /// <summary>The version of a model that fits this program.</summary>
    /// <exception cref="ModelFileException">It does not fit: another kind, other labels or other features.</exception>
    public static string Check(InferenceSession session, WeightTable weights, string path)
    {
        var facts = session.ModelMetadata.CustomMetadataMap;
        Require(KindKey, Kind, "다른 종류의 모델입니다", "it is a model of another kind");
        Require(LabelsKey, Labels, "분류가 다릅니다", "its classes differ");
        Require(FeaturesKey, NgramFeatures.HashId, "특징을 만드는 방법이 다릅니다. './snsops train sentiment'로 다시 학습하세요",
            "its features are made in another way: train it anew with './snsops train sentiment'");
        if (!session.InputMetadata.ContainsKey(IdsInput) || !session.InputMetadata.ContainsKey(CountsInput) || !session.OutputMetadata.ContainsKey(ProbabilitiesOutput))
            throw new ModelFileException(path, $"입력 {IdsInput}, {CountsInput}와 출력 {ProbabilitiesOutput}가 있어야 합니다", $"it must have the inputs {IdsInput} and {CountsInput} and the output {ProbabilitiesOutput}");
        if (weights.Buckets != NgramFeatures.Buckets + 1)
            throw new ModelFileException(path, $"가중치 표에 {NgramFeatures.Buckets + 1}줄이 있어야 하는데 {weights.Buckets}줄입니다", $"its table of weights has {weights.Buckets} rows instead of {NgramFeatures.Buckets + 1}");
        return facts.TryGetValue(VersionKey, out var version) && version.Length > 0
            ? version
            : throw new ModelFileException(path, "버전이 적혀 있지 않습니다", "it does not say its version");

        void Require(string key, string wanted, string korean, string english)
        {
            var found = facts.GetValueOrDefault(key, "");
            if (found != wanted)
                throw new ModelFileException(path, $"{korean} ({key}: '{found}', 필요한 값: '{wanted}')", $"{english} ({key} is '{found}', should be '{wanted}')");
        }
    }
}
