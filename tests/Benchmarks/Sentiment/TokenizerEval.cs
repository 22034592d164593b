using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SnsOps.Local.Commands;
using SnsOps.Workers.Ai.Sentiment.Electra;

namespace SnsOps.Benchmarks.Sentiment;

/// <summary><c>./snsops eval tokenizer</c>: word pieces of every text beside those of Hugging Face's own tokenizer; one that differs fails it.</summary>
internal static class TokenizerEval
{
    private const int Shown = 5;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var vocab = new Option<FileInfo>("--vocab") { Description = "vocab.txt of the model", Required = true };
        var data = new Option<FileInfo>("--data") { Description = "texts, the last column of a TSV", Required = true };
        var command = new Command("tokenizer", "word pieces beside npm @huggingface/tokenizers") { vocab, data };
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            return await RunAsync(parsed.GetValue(vocab)!.FullName, await TextsAsync(parsed.GetValue(data)!.FullName, signals.Asked), signals.Asked) ? 0 : 1;
        });
        return command;
    }

    /// <summary>The texts of a TSV with or without a line of names.</summary>
    internal static async Task<List<string>> TextsAsync(string path, CancellationToken ct)
    {
        var lines = await File.ReadAllLinesAsync(path, ct);
        return [.. lines.Skip(lines[0].StartsWith("id\t", StringComparison.OrdinalIgnoreCase) ? 1 : 0).Select(line => line.Split('\t')[^1])];
    }

    private static async Task<bool> RunAsync(string vocabFile, List<string> texts, CancellationToken ct)
    {
        var vocabulary = Vocabulary.Read(vocabFile);
        var tokenizer = new WordPieceTokenizer(vocabulary);
        var started = Stopwatch.GetTimestamp();
        var ours = texts.ConvertAll(text => Encode(tokenizer, text));
        var cold = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        ours = texts.ConvertAll(text => Encode(tokenizer, text));
        var elapsed = Stopwatch.GetElapsedTime(started) < cold ? Stopwatch.GetElapsedTime(started) : cold;
        var (theirs, peer) = await TheirsAsync(vocabFile, texts, ct);

        var different = Enumerable.Range(0, texts.Count).Where(i => !ours[i].AsSpan().SequenceEqual(theirs[i])).ToList();
        Say($"{texts.Count} texts, {vocabulary.Count} pieces in the vocabulary, @huggingface/tokenizers {peer.GetProperty("version").GetString()}");
        Say($"equal ids {texts.Count - different.Count} of {texts.Count}");
        foreach (var i in different.Take(Shown))
            Say($"  '{texts[i]}'\n    ours   {string.Join(' ', ours[i])}\n    theirs {string.Join(' ', theirs[i])}");
        var apart = texts.SelectMany(text => Encode(tokenizer, text.Normalize(NormalizationForm.FormD))).ToList();
        var lengths = ours.Select(ids => (double)ids.Length).ToList();
        Say($"pieces per text p50 {lengths.Median()}, p90 {lengths.At(0.9)}, p99 {lengths.At(0.99)}, most {lengths.Max()}");
        Say($"unknown pieces {Unknown(ours.SelectMany(ids => ids).ToList()):0.00} %; with accents stripped, which takes Hangul apart, it would be {Unknown(apart):0.00} %");
        Say($"{texts.Count / elapsed.TotalSeconds:0} texts/s on one core; theirs {texts.Count / peer.GetProperty("seconds").GetDouble():0} texts/s");
        return different.Count == 0;

        double Unknown(List<int> ids) => 100.0 * ids.Count(id => id == vocabulary.Unknown) / ids.Count(id => id != vocabulary.Begin && id != vocabulary.End);
    }

    private static int[] Encode(WordPieceTokenizer tokenizer, string text)
    {
        var ids = new int[text.Length + 2];
        return ids[..tokenizer.Encode(text, ids)];
    }

    private static async Task<(int[][] Ids, JsonElement Said)> TheirsAsync(string vocabFile, List<string> texts, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("snsops-tokenizer-").FullName;
        try
        {
            var (asked, answered) = (Path.Combine(folder, "texts.json"), Path.Combine(folder, "ids.json"));
            await File.WriteAllTextAsync(asked, JsonSerializer.Serialize(texts), ct);
            await using var peer = NodePeer.Start("tokenize.mjs", vocabFile, asked, answered);
            var said = await peer.ReadAsync(ct);
            return (JsonSerializer.Deserialize<int[][]>(await File.ReadAllTextAsync(answered, ct))!, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
