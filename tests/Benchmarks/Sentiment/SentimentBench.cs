using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SnsOps.Unit.Sentiment;
using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Sentiment.Electra;

namespace SnsOps.Benchmarks.Sentiment;

/// <summary>How fast comments are read on one core, and what ONNX Runtime costs from C# beside the same version, file and inputs from Node, in turns.</summary>
internal static class SentimentBench
{
    private const int Texts = 16_384, BatchRows = 64, ElectraTexts = 256;
    private static readonly string[] Specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>Runs it.</summary>
    /// <param name="report">Takes the figures.</param>
    /// <param name="texts">Comments; made ones when null.</param>
    /// <param name="rounds">Turns of each.</param>
    /// <param name="withoutPeer">Node is left out.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task RunAsync(BenchReport report, List<string>? texts, int rounds, bool withoutPeer, CancellationToken ct)
    {
        texts = texts is { Count: > 0 } ? texts[..Math.Min(Texts, texts.Count)] : MadeComments.Of(Texts);
        using var model = HashedNgramModel.Load(HashedNgramModel.ShippedFile);
        var features = new NgramFeatures();
        report.Ceiling("features of a text alone, one core", texts.Count / Median(rounds, () => texts.ForEach(text => features.Of(text))), "texts/s");
        report.Figure($"embedded model, text to label, one core, {texts.Count:N0} texts", texts.Count / Median(rounds, () => model.Score(texts)), "texts/s", "≥ 25,000");
        var scores = model.Score(texts);
        report.Figure("the words that decided, one core", texts.Count / Median(rounds, () => model.Reasons(texts, scores)), "texts/s");
        using var weights = WeightTable.Read(HashedNgramModel.ShippedFile);
        await BesideNodeAsync(report, "embedded model", HashedNgramModel.ShippedFile, weights.Open, tensors => weights.Fetch((int[])tensors[0].Numbers), Features(texts), rounds * 10, withoutPeer, "≥ 1.2", ct);

        var folder = Directory.CreateTempSubdirectory("snsops-bench-electra-").FullName;
        try
        {
            await ElectraAsync(report, folder, texts[..Math.Min(ElectraTexts, texts.Count)], rounds, withoutPeer, ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>An ELECTRA of the small size, eight-bit, random weights: speed does not depend on what it learnt.</summary>
    private static async Task ElectraAsync(BenchReport report, string folder, List<string> texts, int rounds, bool withoutPeer, CancellationToken ct)
    {
        var syllables = texts.SelectMany(t => t.EnumerateRunes()).Select(r => r.ToString()).Where(r => !string.IsNullOrWhiteSpace(r)).Distinct().ToList();
        string[] pieces = [.. Specials, .. syllables, .. syllables.Select(s => "##" + s)];
        await File.WriteAllLinesAsync(Path.Combine(folder, "vocab.txt"), pieces, ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), """{"max_position_embeddings":512,"id2label":{"0":"negative","1":"neutral","2":"positive","3":"crisis"}}""", ct);
        var file = Path.Combine(folder, "model.onnx");
        await File.WriteAllBytesAsync(file, new ElectraGraph(pieces.Length, Hidden: 256, Heads: 4, Layers: 12, Positions: 512).Write(eightBit: true), ct);
        using var model = ElectraModel.Load(folder, reasonParts: 0);
        var vocabulary = Vocabulary.Read(Path.Combine(folder, "vocab.txt"));
        var block = new TokenBlock(new WordPieceTokenizer(vocabulary), vocabulary.Padding, TokenBlock.MostPieces);
        var inputs = new OnnxInputs(["input_ids", "attention_mask", "token_type_ids"], "logits",
            [.. block.Batches(texts).Select(b => Array.ConvertAll([b.Ids.ToArray(), b.Mask.ToArray(), new long[b.Ids.Length]], n => new OnnxTensor(n, b.Rows.Length, b.Width)))], MemoryPattern: true);
        var bare = await BesideNodeAsync(report, "ELECTRA-small's shape, 8 bit", file, inputs.Open, null, inputs, Math.Min(rounds, 5), withoutPeer, "≥ 0.95", ct);
        var whole = texts.Count / Median(Math.Min(rounds, 5), () => model.Score(texts));
        report.Figure("ELECTRA-small's shape, text to label, one core", whole, "texts/s");
        report.Figure("  beside ONNX Runtime alone with ready ids", whole / bare, "×", "≥ 0.9");
    }

    /// <param name="report">Takes the figures.</param>
    /// <param name="name">Of the model.</param>
    /// <param name="file">What both load.</param>
    /// <param name="open">As our program loads it.</param>
    /// <param name="before">What it does with a batch before the run; its time counts.</param>
    /// <param name="inputs">What both are given.</param>
    /// <param name="rounds">Turns of each.</param>
    /// <param name="withoutPeer">Node is left out.</param>
    /// <param name="goal">Of the ratio.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Texts a second from C#.</returns>
    private static async Task<double> BesideNodeAsync(BenchReport report, string name, string file, Func<string, InferenceSession> open, Action<OnnxTensor[]>? before, OnnxInputs inputs, int rounds, bool withoutPeer, string goal, CancellationToken ct)
    {
        using var session = open(file);
        var ours = new List<double>();
        inputs.Run(session, before);
        if (withoutPeer)
        {
            var alone = inputs.Texts / Median(rounds, () => inputs.Run(session, before));
            report.Figure($"{name}, ONNX Runtime from C#, ready ids", alone, "texts/s");
            return alone;
        }

        var ids = Path.GetTempFileName();
        try
        {
            inputs.Write(ids);
            await using var peer = NodePeer.Start("onnx.mjs", file, ids);
            var version = (await peer.ReadAsync(ct)).GetProperty("version").GetString();
            var (theirs, ratios) = (new List<double>(), new List<double>());
            for (var round = -1; round < rounds; round++)
            {
                var started = Stopwatch.GetTimestamp();
                var sum = inputs.Run(session, before);
                var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
                var answer = await peer.AskAsync(ct);
                var (seconds, theirSum) = (answer.GetProperty("seconds").GetDouble(), answer.GetProperty("sum").GetDouble());
                if (Math.Abs(sum - theirSum) > 1e-3 * Math.Abs(sum))
                    report.Broken($"{name}: C# computed {sum}, Node {theirSum}");
                if (round < 0)
                    continue;       // warm-up
                ours.Add(elapsed);
                theirs.Add(seconds);
                ratios.Add(seconds / elapsed);
                BenchReport.Progress($"{name}, round {round + 1}: C# {inputs.Texts / elapsed:0} texts/s, Node {inputs.Texts / seconds:0}, ratio {seconds / elapsed:0.00}");
            }

            report.Figure($"{name}, ONNX Runtime {OrtVersion} from C#, ready ids, one thread", inputs.Texts / ours.Median(), "texts/s");
            report.Figure($"{name}, onnxruntime-node {version}, the same", inputs.Texts / theirs.Median(), "texts/s");
            report.Figure("  C# beside Node, median of rounds", ratios.Median(), "×", goal);
            return inputs.Texts / ours.Median();
        }
        finally
        {
            File.Delete(ids);
        }
    }

    private static string OrtVersion => Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetVersionString();

    /// <summary>64 texts of similar length a batch.</summary>
    private static OnnxInputs Features(List<string> texts)
    {
        var features = new NgramFeatures();
        var rows = texts.Select(text => features.Of(text).ToArray()).OrderBy(ids => ids.Length).ToList();
        var batches = rows.Chunk(BatchRows).Select(batch =>
        {
            var width = Math.Max(1, batch.Max(ids => ids.Length));
            var cells = new int[batch.Length * width];
            Array.Fill(cells, NgramFeatures.Buckets);
            for (var row = 0; row < batch.Length; row++)
            {
                batch[row].CopyTo(cells.AsSpan(row * width));
            }

            return new[] { new OnnxTensor(cells, batch.Length, width), new OnnxTensor(Array.ConvertAll(batch, ids => (float)ids.Length), batch.Length, 1) };
        });
        return new OnnxInputs([ModelContract.IdsInput, ModelContract.CountsInput], ModelContract.ProbabilitiesOutput, [.. batches], MemoryPattern: false);
    }

    private static double Median(int rounds, Action run)
    {
        run();
        return Enumerable.Range(0, rounds).Select(_ =>
        {
            var started = Stopwatch.GetTimestamp();
            run();
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }).Median();
    }
}
