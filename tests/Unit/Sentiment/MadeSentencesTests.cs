using SnsOps.Workers.Ai.Sentiment;
using SnsOps.Workers.Ai.Training;

namespace SnsOps.Unit.Sentiment;

public sealed class MadeSentencesTests
{
    [Fact]
    public void A_family_is_trained_on_or_held_out_never_both()
    {
        var (taught, held) = (Families(MadeSentences.ForTraining()), Families(MadeSentences.HeldOut()));

        Assert.Empty(taught.Intersect(held));
        Assert.InRange(held.Count / (double)(held.Count + taught.Count), 0.15, 0.4);
        Assert.Contains(MadeSentences.HeldOut(), sentence => sentence.Label == SentimentClass.Crisis);
        Assert.Contains(MadeSentences.HeldOut(), sentence => sentence.Label == SentimentClass.Negative);
    }

    [Fact]
    public void Every_slot_is_filled_and_no_sentence_is_made_twice_by_a_template()
    {
        Assert.DoesNotContain(MadeSentences.All, sentence => sentence.Text.AsSpan().ContainsAny('{', '}'));
        Assert.True(MadeSentences.All.Count > 5_000, $"only {MadeSentences.All.Count} sentences");
    }

    [Fact]
    public void Particles_fit_the_sound_before_them()
    {
        var filler = new TemplateFiller(new Dictionary<string, string[]> { ["것"] = ["빵", "커피", "쌀"] });

        Assert.Equal(["빵이", "쌀이", "커피가"], filler.Fill("{것:이}", 9).Order(StringComparer.Ordinal));
        Assert.Equal(["빵으로", "쌀로", "커피로"], filler.Fill("{것:으로}", 9).Order(StringComparer.Ordinal));
    }

    private static HashSet<string> Families(IEnumerable<MadeSentence> sentences) => [.. sentences.Select(sentence => sentence.Family)];
}
