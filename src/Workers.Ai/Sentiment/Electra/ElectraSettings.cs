using System.Text.Json;
using System.Text.Json.Serialization;

namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>What the files beside a model say of it: config.json as it was exported, and model.json by whoever installs it.</summary>
internal sealed class ElectraSettings
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip,
    };

    private ElectraSettings(IReadOnlyList<string> labels, int longest, Choices choices) => (Labels, Longest, Chosen) = (labels, longest, choices);

    /// <summary>What the model calls its outputs, in their order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Pieces of a text at most.</summary>
    public int Longest { get; }

    /// <summary>What model.json says; empty without one.</summary>
    public Choices Chosen { get; }

    /// <exception cref="ModelFileException">A file is missing, is no JSON, or says what this program cannot do.</exception>
    public static ElectraSettings Read(string folder)
    {
        var path = Path.Combine(folder, "config.json");
        var config = Parse<Config>(path, new JsonSerializerOptions(Json) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip })
            ?? throw new ModelFileException(path, "파일이 없습니다", "there is no such file");
        var tokenizer = Parse<TokenizerConfig>(Path.Combine(folder, "tokenizer_config.json"), new JsonSerializerOptions(Json) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip });
        if (tokenizer is { DoLowerCase: true } or { StripAccents: true })
            throw new ModelFileException(path, "대소문자와 부호를 없애는 토크나이저는 쓸 수 없습니다", "its tokenizer lowers case or strips accents, which this program does not do");
        var names = config.Id2label ?? [];
        var labels = Enumerable.Range(0, names.Count).Select(i => names.GetValueOrDefault(i.ToString(System.Globalization.CultureInfo.InvariantCulture))).ToList();
        if (labels.Count == 0 || labels.Contains(null))
            throw new ModelFileException(path, "id2label에 0부터 차례로 분류가 있어야 합니다", "id2label must name its classes from 0 on");
        // Two places are those of [CLS] and [SEP].
        if (config.MaxPositionEmbeddings is < 3)
            throw new ModelFileException(path, "max_position_embeddings가 너무 작습니다", "max_position_embeddings is too small");
        return new ElectraSettings(labels!, Math.Min(TokenBlock.MostPieces, config.MaxPositionEmbeddings ?? TokenBlock.MostPieces),
            Parse<Choices>(Path.Combine(folder, "model.json"), Json) ?? new Choices());
    }

    private static T? Parse<T>(string path, JsonSerializerOptions options)
    {
        if (!File.Exists(path))
            return default;
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), options);
        }
        catch (JsonException e)
        {
            throw new ModelFileException(path, $"읽을 수 없습니다: {e.Message}", $"it cannot be read: {e.Message}", e);
        }
    }

    /// <summary>model.json.</summary>
    internal sealed record Choices
    {
        /// <summary>What the model is called with each score; the folder's name if left out.</summary>
        public string? Name { get; init; }

        /// <summary>Which one it is; the beginning of the file's digest if left out.</summary>
        public string? Version { get; init; }

        /// <summary>What texts go through before: "none", or "kc2022", the cleaning that KcELECTRA v2022 was trained with.</summary>
        public string? Preprocess { get; init; }

        /// <summary>Our class for each of the model's labels, where the names differ. Several labels may be one class.</summary>
        public Dictionary<string, string>? Labels { get; init; }

        /// <summary>Classes that the model is known not to have.</summary>
        public string[]? Without { get; init; }
    }

    private sealed record Config(Dictionary<string, string>? Id2label, int? MaxPositionEmbeddings);

    private sealed record TokenizerConfig(bool? DoLowerCase, bool? StripAccents);
}
