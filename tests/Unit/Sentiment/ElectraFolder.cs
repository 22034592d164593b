using System.Text.Json;

namespace SnsOps.Unit.Sentiment;

/// <summary>A KcELECTRA's folder with a tiny model of random weights; removed at the end.</summary>
internal sealed class ElectraFolder : IDisposable
{
    /// <summary>A vocabulary as KcBERT's: special pieces first.</summary>
    public static readonly string[] Pieces =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "!", "?", ".", ",", "#", "@", "^", "ㅋㅋ", "##ㅋㅋ", "##ㅋ", "라떼", "##가", "##는", "##도", "정말", "맛있", "##어요", "##습니다", "별로", "##예요", "직원", "##분", "##이", "친절", "##하", "##셨",
        "불", "##친절", "다시", "안", "갈", "##래", "##요", "오늘", "케이크", "최고", "좋", "##았", "주차", "되", "##나요", "café", "caf", "##é", "韓", "國", "a", "##b", "AB", "😀", "벌레", "나왔", "사과",
    ];

    public ElectraFolder(Action<ElectraFolder>? change = null)
    {
        Path = Directory.CreateTempSubdirectory("snsops-electra-").FullName;
        Graph = new ElectraGraph(Pieces.Length);
        change?.Invoke(this);
        File.WriteAllBytes(System.IO.Path.Combine(Path, "model.onnx"), Graph.Write(IsEightBit));
        File.WriteAllLines(System.IO.Path.Combine(Path, "vocab.txt"), Vocabulary);
        Write("config.json", new { model_type = "electra", max_position_embeddings = Positions, id2label = Labels.Select((label, i) => (label, i)).ToDictionary(l => $"{l.i}", l => l.label) });
        Write("model.json", Choices);
    }

    public string Path { get; }

    public ElectraGraph Graph { get; set; }

    public bool IsEightBit { get; set; }

    public string[] Vocabulary { get; set; } = Pieces;

    public string[] Labels { get; set; } = ["negative", "neutral", "positive", "crisis"];

    public int Positions { get; set; } = 128;

    public object Choices { get; set; } = new { name = "kcelectra", version = "tiny" };

    public void Write(string file, object content) => File.WriteAllText(System.IO.Path.Combine(Path, file), JsonSerializer.Serialize(content));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
