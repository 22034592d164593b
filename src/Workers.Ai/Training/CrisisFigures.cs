using System.Globalization;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Training;

/// <summary>How the model takes made sentences of families it never saw.</summary>
internal sealed record CrisisFigures(double Recall, double FalseAlarms, int Families)
{
    public static CrisisFigures Of(ISentimentModel model)
    {
        var sentences = MadeSentences.HeldOut();
        var scores = model.Score([.. sentences.Select(sentence => sentence.Text)]);
        var raised = sentences.Zip(scores, (sentence, score) => (sentence.Label, Alarm: score.Class == SentimentClass.Crisis)).ToLookup(pair => pair.Label == SentimentClass.Crisis, pair => pair.Alarm);
        return new CrisisFigures(Share(raised[true]), Share(raised[false]), sentences.Select(sentence => sentence.Family).Distinct().Count());
    }

    public string Line => string.Create(CultureInfo.InvariantCulture,
        $"crisis recall {Recall:f3}, false alarms {FalseAlarms:f3} on made sentences of {Families} held-out families");

    private static double Share(IEnumerable<bool> alarms) => alarms.DefaultIfEmpty().Average(alarm => alarm ? 1 : 0);
}
