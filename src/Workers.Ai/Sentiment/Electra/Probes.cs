using System.Text.Encodings.Web;
using System.Text.Json;

namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>What a model answered to a few sentences where it was known to be right: a file beside it that shows at start whether this processor computes the same.</summary>
/// <remarks>Eight-bit models go wrong without a word on processors whose 16-bit sums saturate (AVX2 and AVX-512 without VNNI).</remarks>
internal sealed class Probes
{
    /// <summary>The file in the model's folder.</summary>
    public const string FileName = "probes.json";

    private const double DefaultTolerance = 0.05, MostOthers = 0.1;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileForm _file;

    private Probes(FileForm file) => _file = file;

    /// <summary>The sentences, of every class and length.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
    [
        "라떼가 부드럽고 맛있어요", "직원분이 정말 친절하셨어요 또 갈게요", "최고예요 👍", "사진보다 실물이 훨씬 예뻐요 잘 쓰고 있습니다", "오늘 산 케이크 온 가족이 좋아했어요!!", "감사합니다^^", "여기 진짜 강추ㅋㅋㅋㅋ", "재구매 의사 100%",
        "몇 시까지 하나요?", "주차 되나요", "그냥 그래요", "배송은 늦었지만 물건은 괜찮네요", "가격이 얼마인지 메시지 주세요", "친구랑 같이 가 보자 @friend", "ㅇㅇ", "Does it ship to Japan?",
        "다시는 안 갑니다", "직원이 불친절해서 기분이 상했어요", "너무 비싸고 맛도 없어요 돈 아까워요", "한 시간이나 기다렸는데 아무 말도 없네요", "별로...", "광고랑 완전 다르네요 실망했습니다 환불해 주세요", "포장이 다 터져서 왔어요ㅠㅠ", "AS 센터 전화를 도대체 왜 안 받나요",
        "먹고 나서 식중독에 걸려 응급실에 다녀왔습니다", "음식에서 벌레가 나왔는데 사과도 안 합니다", "개인정보가 유출됐다는 문자를 받았습니다 해명하세요", "소비자원에 신고하고 고소하겠습니다", "시술 부작용으로 얼굴이 부어서 병원에 입원했어요", "직원이 장애인 손님을 내쫓는 것을 봤습니다", "방송국에 제보했습니다", "여러분 이 회사 물건은 모두 불매합시다",
    ];

    /// <summary>Null when the folder has none.</summary>
    /// <exception cref="ModelFileException">It is no such file, or made for another number of classes.</exception>
    public static Probes? Read(string folder, int outputs)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        FileForm? file;
        try
        {
            file = JsonSerializer.Deserialize<FileForm>(File.ReadAllBytes(path), Json);
        }
        catch (JsonException e)
        {
            throw new ModelFileException(path, $"읽을 수 없습니다: {e.Message}", $"it cannot be read: {e.Message}", e);
        }

        return file is { Probes.Count: > 0 } && file.Probes.All(p => p.Text is not null && p.Logits?.Length == outputs) ? new Probes(file)
            : throw new ModelFileException(path, $"문장마다 값이 {outputs}개 있어야 합니다", $"each sentence must have {outputs} numbers");
    }

    /// <summary>Writes what a trusted model, such as the one before it was made smaller, answers.</summary>
    public static void Write(string path, string model, IEnumerable<float[]> logits) => File.WriteAllBytes(path,
        JsonSerializer.SerializeToUtf8Bytes(new FileForm(model, DefaultTolerance, [.. Sentences.Zip(logits, (text, numbers) => new Probe(text, numbers))]), Json));

    /// <summary>The sentences that the file asks.</summary>
    public IReadOnlyList<string> Texts => [.. _file.Probes.Select(p => p.Text)];

    /// <summary>How far answers are from those of the file.</summary>
    public Drift Compare(IReadOnlyList<float[]> logits)
    {
        var pairs = _file.Probes.Zip(logits, (probe, now) => (Then: Shares.Of(probe.Logits), Now: Shares.Of(now))).ToList();
        var (distance, others) = (pairs.Average(p => p.Then.Zip(p.Now, (a, b) => Math.Abs(a - b)).Average()), pairs.Count(p => Array.IndexOf(p.Then, p.Then.Max()) != Array.IndexOf(p.Now, p.Now.Max())));
        return new Drift(distance, others, pairs.Count, double.IsNaN(distance) || distance > (_file.Tolerance ?? DefaultTolerance) || others > pairs.Count * MostOthers);
    }

    /// <param name="Distance">Mean distance of the probabilities.</param>
    /// <param name="Others">Sentences that got another class …</param>
    /// <param name="Of">… of so many.</param>
    /// <param name="IsTooFar">The model must not be used like this.</param>
    internal sealed record Drift(double Distance, int Others, int Of, bool IsTooFar);

    private sealed record FileForm(string? Model, double? Tolerance, IReadOnlyList<Probe> Probes);

    private sealed record Probe(string Text, float[] Logits);
}
