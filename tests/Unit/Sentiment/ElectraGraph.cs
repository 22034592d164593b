using SnsOps.Workers.Ai.Training;

namespace SnsOps.Unit.Sentiment;

/// <summary>Writes an ELECTRA for text classification of any size with random weights, with the names and shapes of an export: what a KcELECTRA's file is like, without its size.</summary>
/// <param name="Pieces">Rows of the table of word pieces.</param>
/// <param name="Hidden">Numbers per piece.</param>
/// <param name="Heads">Parts of them that look around on their own.</param>
/// <param name="Layers">Of attention and two dense steps.</param>
/// <param name="Positions">Pieces of a text at most.</param>
/// <param name="Outputs">Classes.</param>
internal sealed record ElectraGraph(int Pieces, int Hidden = 32, int Heads = 4, int Layers = 2, int Positions = 128, int Outputs = 4)
{
    private OnnxGraph _graph = new();
    private Random _random = new(1);
    private bool _eightBit;

    /// <summary>Of the random weights.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Some exports lack it.</summary>
    public bool HasTypes { get; init; } = true;

    /// <summary>The file.</summary>
    /// <param name="eightBit">Dense steps in integers of eight bits, quantised as they come: the same weights otherwise.</param>
    public byte[] Write(bool eightBit = false)
    {
        (_graph, _random, _eightBit) = (new OnnxGraph(), new Random(Seed), eightBit);
        _graph.Int64Input("input_ids", "batch_size", "sequence_length");
        _graph.Int64Input("attention_mask", "batch_size", "sequence_length");
        if (HasTypes)
            _graph.Int64Input("token_type_ids", "batch_size", "sequence_length");
        _graph.FloatOutput("logits", "batch_size", $"{Outputs}");
        foreach (var (name, value) in new[] { ("one", 1f), ("half", 0.5f), ("root", MathF.Sqrt(2)), ("far", -10_000f), ("scale", 1 / MathF.Sqrt(Hidden / (float)Heads)) })
            _graph.Table(name, [value]);
        var x = Embeddings();
        var mask = Mask();
        for (var layer = 0; layer < Layers; layer++)
        {
            x = Norm($"l{layer}.attended", _graph.Node("Add", $"l{layer}.plus_attention", [x, Attention($"l{layer}", x, mask)]));
            var wide = Gelu($"l{layer}", Dense($"l{layer}.wide", x, Hidden, Hidden * 4));
            x = Norm($"l{layer}.out", _graph.Node("Add", $"l{layer}.plus_dense", [x, Dense($"l{layer}.narrow", wide, Hidden * 4, Hidden)]));
        }

        _graph.Integer("first", 0);
        var cls = _graph.Node("Gather", "cls", [x, "first"], ("axis", 1));
        Dense("logits", Gelu("head", Dense("head.dense", cls, Hidden, Hidden)), Hidden, Outputs, gain: 6);
        return _graph.ToModel("electra");
    }

    private string Embeddings()
    {
        var words = _graph.Node("Gather", "words", [Random("word_table", Pieces, Hidden), "input_ids"]);
        var length = _graph.Node("Gather", "length", [_graph.Node("Shape", "shape", ["input_ids"]), _graph.Integer("second", 1)]);
        var places = _graph.Node("Range", "places", [_graph.Integer("from", 0), length, _graph.Integer("step", 1)]);
        var sum = _graph.Node("Add", "placed", [words, _graph.Node("Gather", "positions", [Random("position_table", Positions, Hidden), places])]);
        if (HasTypes)
            sum = _graph.Node("Add", "typed", [sum, _graph.Node("Gather", "types", [Random("type_table", 2, Hidden), "token_type_ids"])]);
        return Norm("embedded", sum);
    }

    private string Mask()
    {
        var there = _graph.Node("Cast", "there", ["attention_mask"], ("to", OnnxGraph.FloatType));
        var gone = _graph.Node("Mul", "gone", [_graph.Node("Sub", "not_there", ["one", there]), "far"]);
        return _graph.Node("Unsqueeze", "mask", [gone, _graph.Integers("middle", 1, 2)]);
    }

    private string Attention(string name, string x, string mask)
    {
        _graph.Integers($"{name}.split", 0, 0, Heads, Hidden / Heads);
        var query = _graph.Transpose($"{name}.q", Split("query"), 0, 2, 1, 3);
        var key = _graph.Transpose($"{name}.k", Split("key"), 0, 2, 3, 1);
        var value = _graph.Transpose($"{name}.v", Split("value"), 0, 2, 1, 3);
        var near = _graph.Node("Mul", $"{name}.near", [_graph.Node("MatMul", $"{name}.products", [query, key]), "scale"]);
        var shares = _graph.Node("Softmax", $"{name}.shares", [_graph.Node("Add", $"{name}.masked", [near, mask])], ("axis", -1));
        var seen = _graph.Transpose($"{name}.seen", _graph.Node("MatMul", $"{name}.mixed", [shares, value]), 0, 2, 1, 3);
        var joined = _graph.Node("Reshape", $"{name}.joined", [seen, _graph.Integers($"{name}.join", 0, 0, Hidden)]);
        // More than is usual: without training the texts around [CLS] would hardly change it.
        return Dense($"{name}.projected", joined, Hidden, Hidden, gain: 4);

        string Split(string what) => _graph.Node("Reshape", $"{name}.{what}.heads", [Dense($"{name}.{what}", x, Hidden, Hidden), $"{name}.split"]);
    }

    private string Gelu(string name, string x)
    {
        var erf = _graph.Node("Erf", $"{name}.erf", [_graph.Node("Div", $"{name}.by_root", [x, "root"])]);
        return _graph.Node("Mul", $"{name}.gelu", [_graph.Node("Mul", $"{name}.halved", [x, "half"]), _graph.Node("Add", $"{name}.shifted", [erf, "one"])]);
    }

    private string Norm(string name, string x)
    {
        var (ones, zeros) = (new float[Hidden], new float[Hidden]);
        Array.Fill(ones, 1);
        return _graph.Node("LayerNormalization", name, [x, _graph.Floats($"{name}.scale", ones), _graph.Floats($"{name}.shift", zeros)]);
    }

    private string Dense(string name, string x, int from, int to, float gain = 1)
    {
        var weights = Numbers(from * to, gain / MathF.Sqrt(from));
        var bias = _graph.Floats($"{name}.bias", Numbers(to, 0.02f));
        if (!_eightBit)
            return _graph.Node("Add", name, [_graph.Node("MatMul", $"{name}.product", [x, _graph.Table($"{name}.weight", weights, from, to)]), bias]);
        var scale = weights.Max(MathF.Abs) / 127;
        _graph.Weights($"{name}.weight", Array.ConvertAll(weights, w => (sbyte)MathF.Round(w / scale)), from, to);
        _graph.Node("DynamicQuantizeLinear", [x], [$"{name}.x8", $"{name}.x_scale", $"{name}.x_zero"]);
        var sums = _graph.Node("Cast", $"{name}.sums", [_graph.Node("MatMulInteger", $"{name}.integers", [$"{name}.x8", $"{name}.weight", $"{name}.x_zero"])], ("to", OnnxGraph.FloatType));
        var unit = _graph.Node("Mul", $"{name}.unit", [$"{name}.x_scale", _graph.Table($"{name}.w_scale", [scale])]);
        return _graph.Node("Add", name, [_graph.Node("Mul", $"{name}.product", [sums, unit]), bias]);
    }

    private string Random(string name, int rows, int columns) => _graph.Table(name, Numbers(rows * columns, 0.5f), rows, columns);

    private float[] Numbers(int count, float spread)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++)
            numbers[i] = spread * MathF.Sqrt(-2 * MathF.Log(1 - _random.NextSingle())) * MathF.Cos(MathF.Tau * _random.NextSingle());
        return numbers;
    }
}
