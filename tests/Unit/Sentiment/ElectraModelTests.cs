using System.Text;
using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Sentiment.Electra;

namespace SnsOps.Unit.Sentiment;

/// <summary>A KcELECTRA from a folder, as a tiny model of the same shape: what does not fit must stop the start, and what fits must score alike in any company.</summary>
public sealed class ElectraModelTests
{
    private static readonly string[] Texts =
    [
        "", "최고", "라떼가 정말 맛있어요!", "직원분이 불친절하셨어요 다시는 안 갈래요", "주차 되나요?", string.Join(' ', Enumerable.Repeat("라떼가 정말 별로예요.", 5)), string.Join(' ', Enumerable.Repeat("케이크 최고!", 12)),
        string.Join(' ', Enumerable.Repeat("오늘 벌레가 나왔습니다", 400)),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_text_scores_alike_alone_and_among_others_of_any_length(bool hasTypes)
    {
        using var folder = new ElectraFolder(f => f.Graph = f.Graph with { HasTypes = hasTypes });
        using var model = ElectraModel.Load(folder.Path, reasonParts: 0);
        string[] texts = [.. Enumerable.Range(0, 300).Select(i => Texts[i % Texts.Length] + (i % 3 == 0 ? " 최고" : ""))];

        var together = model.Probabilities(texts);

        for (var i = 0; i < texts.Length; i += 13)
            Assert.Equal(model.Probabilities([texts[i]])[0], together[i], (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.All(together, shares => Assert.Equal(1, shares.Sum(), 1e-4));
        Assert.True(model.Score(texts).Select(s => s.Class).Distinct().Count() > 1);
    }

    [Fact]
    public void Outputs_go_to_the_classes_they_are_named_after()
    {
        using var one = new ElectraFolder();
        using var other = new ElectraFolder(f => f.Labels = ["CRISIS", "Positive", "neutral", "negative"]);
        using var model = ElectraModel.Load(one.Path, 0);
        using var turned = ElectraModel.Load(other.Path, 0);

        var (shares, logits) = (model.Probabilities(Texts), model.Logits(Texts));

        Assert.Equal("kcelectra@tiny", model.Id);
        for (var i = 0; i < Texts.Length; i++)
        {
            var expected = Shares.Of(logits[i]);
            Assert.Equal([expected[2], expected[1], expected[0], expected[3]], shares[i]);
            Assert.Equal([expected[1], expected[2], expected[3], expected[0]], turned.Probabilities([Texts[i]])[0], (a, b) => Math.Abs(a - b) < 1e-4);
        }
    }

    /// <summary>On a processor with AMX it would end the process (see <see cref="InferenceThreads"/>); on another it proves nothing.</summary>
    [Fact]
    public void Whoever_asked_an_eight_bit_model_survives_a_null_reference()
    {
        using var folder = new ElectraFolder(f => f.IsEightBit = true);
        using var model = ElectraModel.Load(folder.Path, 0);
        string? nothing = model.Score(Texts).Count == 0 ? "없음" : null;

        Assert.Throws<NullReferenceException>(() => nothing!.Length);
    }

    [Fact]
    public void Letters_sent_apart_change_nothing()
    {
        using var folder = new ElectraFolder();
        using var model = ElectraModel.Load(folder.Path, 0);

        Assert.Equal(model.Probabilities(["직원분이 친절하셨어요"])[0], model.Probabilities(["직원분이 친절하셨어요".Normalize(NormalizationForm.FormD)])[0]);
    }

    [Fact]
    public void The_words_that_decided_are_those_without_which_the_class_loses()
    {
        using var folder = new ElectraFolder();
        using var model = ElectraModel.Load(folder.Path, reasonParts: 4);
        string[] texts = ["", "최고", "라떼가 정말 별로예요", Texts[5]];
        var scores = model.Score(texts);

        var reasons = model.Reasons(texts, scores);

        Assert.Null(reasons[0]);
        Assert.Equal<int>([0, 2, 1000], reasons[1]!);
        if (reasons[2] is { } spans)
        {
            var without = texts[2].Remove(spans[0], spans[1]);
            Assert.True(model.Probabilities([without])[0][(int)scores[2].Class] < scores[2].Probability);
        }

        Assert.All(reasons.Skip(1).OfType<int[]>(), r => Assert.InRange(r.Length, 3, 9));
        Assert.All(reasons[3]?.Chunk(3) ?? [], span => Assert.InRange(span[0] + span[1], 1, texts[3].Length));
    }

    [Fact]
    public void Other_names_and_missing_classes_must_be_explained()
    {
        using var named = new ElectraFolder(f => (f.Labels, f.Choices) = (["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"],
            new { labels = new Dictionary<string, string> { ["LABEL_0"] = "negative", ["LABEL_1"] = "positive", ["LABEL_2"] = "negative", ["LABEL_3"] = "neutral" }, without = new[] { "crisis" } }));
        using var model = ElectraModel.Load(named.Path, 0);
        var logits = Shares.Of(model.Logits(["최고"])[0]);

        Assert.Equal([logits[1], logits[3], logits[0] + logits[2], 0], model.Probabilities(["최고"])[0], (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.StartsWith(Path.GetFileName(named.Path) + "@", model.Id, StringComparison.Ordinal);

        Refused(f => f.Labels = ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"], "LABEL_0");
        Refused(f => f.Labels = ["negative", "neutral", "positive", "positive"], "twice");
        Refused(f => (f.Labels, f.Graph) = (["negative", "neutral", "positive"], f.Graph with { Outputs = 3 }), "Crisis");
        Refused(f => f.Labels = ["0", "1", "2", "3"], "none of them");
        Refused(f => f.Graph = f.Graph with { Outputs = 3 }, "gives 3 numbers");
    }

    [Fact]
    public void A_vocabulary_longer_than_the_models_table_is_refused() => Refused(f => f.Vocabulary = [.. ElectraFolder.Pieces, "하나", "더"], "pieces of vocab.txt");

    [Fact]
    public void Positions_bound_a_text_and_are_tried()
    {
        using var folder = new ElectraFolder(f => (f.Positions, f.Graph) = (20, f.Graph with { Positions = 20 }));
        using var model = ElectraModel.Load(folder.Path, 0);

        Assert.Equal(Texts.Length, model.Score(Texts).Count);
        Refused(f => (f.Positions, f.Graph) = (512, f.Graph with { Positions = 100 }), "cannot read 128 pieces");
    }

    [Fact]
    public void Eight_bits_near_the_original_pass_and_another_model_does_not()
    {
        using var original = new ElectraFolder();
        using var small = new ElectraFolder(f => f.IsEightBit = true);
        using var foreign = new ElectraFolder(f => (f.IsEightBit, f.Graph) = (true, f.Graph with { Seed = 2 }));
        var probes = Path.Combine(original.Path, Probes.FileName);
        using (var trusted = ElectraModel.Load(original.Path, 0))
        {
            Assert.Equal(SelfCheck.NoProbes, trusted.Check);
            Probes.Write(probes, trusted.Id, trusted.Logits(Probes.Sentences));
        }

        File.Copy(probes, Path.Combine(small.Path, Probes.FileName));
        File.Copy(probes, Path.Combine(foreign.Path, Probes.FileName));

        using (var checkedModel = ElectraModel.Load(small.Path, 0))
            Assert.Equal(SelfCheck.Passed, checkedModel.Check);
        var refusal = Assert.Throws<ModelFileException>(() => ElectraModel.Load(foreign.Path, 0));
        Assert.Contains("다르게 계산합니다", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("get another class", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("vocab.txt")]
    [InlineData("config.json")]
    public void A_missing_file_is_named(string file)
    {
        using var folder = new ElectraFolder();
        File.Delete(Path.Combine(folder.Path, file));

        var refusal = Assert.Throws<ModelFileException>(() => ElectraModel.Load(folder.Path, 0));

        Assert.Contains(file, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("there is no such file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_files_say_beyond_this_program_is_refused()
    {
        Refused(f => f.Choices = new { preprocess = "kc1999" }, "kc1999");
        Refused(f => f.Choices = new { nome = "x" }, "model.json");
        Refused(f => f.Write("tokenizer_config.json", new { do_lower_case = true }), "lowers case");
        Refused(f => f.Write("probes.json", new { probes = new[] { new { text = "최고", logits = new[] { 1f } } } }), "4 numbers");
    }

    [Theory]
    [InlineData("와 최고ㅋㅋㅋㅋㅋ!!!! 😀 韓國", "와 최고ㅋㅋ!!!!")]
    [InlineData("보세요 https://example.com/a?b=c 정말   좋아요", "보세요 정말 좋아요")]
    public void The_cleaning_of_2022_is_there_for_models_that_want_it(string text, string clean) => Assert.Equal(clean, CommentCleaning.Clean(text));

    private static void Refused(Action<ElectraFolder> change, string why)
    {
        using var folder = new ElectraFolder(change);

        Assert.Contains(why, Assert.Throws<ModelFileException>(() => ElectraModel.Load(folder.Path, 0)).Message, StringComparison.Ordinal);
    }
}
