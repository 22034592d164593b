using System.Globalization;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Training;

/// <summary>
/// Lays trained weights out as the graph that <see cref="HashedNgramModel"/> runs:
/// z = scale · Σ W[ids] / √count + bias, the count of a row's ids without its padding given beside them; the first three columns are polarity (softmax), the fourth is severity (sigmoid), and
/// the negative mass is shared out: crisis = P(negative) · s, negative = P(negative) · (1 − s). So positive, neutral and the
/// sum of the other two do not depend on severity, and the four add up to 1.
/// </summary>
internal static class SentimentGraph
{
    private const int Columns = QuantizedWeights.Columns;

    public static byte[] Write(QuantizedWeights weights, IEnumerable<(string Key, string Value)> facts)
    {
        var graph = new OnnxGraph();
        graph.Int32Input(ModelContract.IdsInput, "batch", "length");
        graph.FloatInput(ModelContract.CountsInput, "batch", "1");
        graph.FloatOutput(ModelContract.ProbabilitiesOutput, "batch", Columns.ToString(CultureInfo.InvariantCulture));

        // The last row is the padding's: all zero.
        var table = graph.Weights(WeightTable.Weights, weights.Values, NgramFeatures.Buckets + 1, Columns);
        var acrossIds = graph.Integers("across_ids", 1);

        var rows = graph.Node("Gather", "rows", [table, ModelContract.IdsInput], ("axis", 0));
        var numbers = graph.Node("Cast", "numbers", [rows], ("to", OnnxGraph.FloatType));
        var sum = graph.Node("ReduceSum", "sum", [numbers, acrossIds], ("keepdims", 0));

        // Who fills the ids knows how many there are; counting them here would take as long as adding up.
        var atLeastOne = graph.Node("Max", "at_least_one", [ModelContract.CountsInput, graph.Floats("one", 1)]);
        var norm = graph.Node("Sqrt", "norm", [atLeastOne]);

        var scaled = graph.Node("Mul", "scaled", [sum, graph.Floats(WeightTable.Scales, weights.Scales)]);
        var shared = graph.Node("Div", "shared", [scaled, norm]);
        var scores = graph.Node("Add", "scores", [shared, graph.Floats("biases", weights.Biases)]);

        graph.Node("Split", [scores, graph.Integers("heads", Columns - 1, 1)], ["polarity", "severity"], ("axis", 1));
        var polarity = graph.Node("Softmax", "polarity_shares", ["polarity"], ("axis", 1));
        var severity = graph.Node("Sigmoid", "severity_share", ["severity"]);
        graph.Node("Split", [polarity, graph.Integers("sides", Columns - 2, 1)], ["positive_neutral", "all_negative"], ("axis", 1));
        var crisis = graph.Node("Mul", "crisis", ["all_negative", severity]);
        var negative = graph.Node("Sub", "negative", ["all_negative", crisis]);
        graph.Node("Concat", ModelContract.ProbabilitiesOutput, ["positive_neutral", negative, crisis], ("axis", 1));

        foreach (var (key, value) in facts)
            graph.Fact(key, value);
        return graph.ToModel("sentiment");
    }
}
