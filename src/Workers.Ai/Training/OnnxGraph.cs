using System.Runtime.InteropServices;

namespace SnsOps.Workers.Ai.Training;

/// <summary>Builds an ONNX model file node by node, without any library. Field numbers are those of onnx.proto3.</summary>
internal sealed class OnnxGraph
{
    private const int IrVersion = 8, Opset = 17;
    /// <summary>Number of the 32-bit float among ONNX's element types.</summary>
    public const int FloatType = 1;

    private const int Int8Type = 3, Int32Type = 6, Int64Type = 7;
    private const int IntAttribute = 2, IntsAttribute = 7;

    private readonly ProtoWriter _graph = new();
    private readonly List<(string Key, string Value)> _facts = [];

    /// <summary>A fact that the file carries beside its graph.</summary>
    public void Fact(string key, string value) => _facts.Add((key, value));

    /// <summary>A node with one output, which it is named after.</summary>
    public string Node(string operation, string output, string[] inputs, params (string Name, long Value)[] attributes)
    {
        Node(operation, inputs, [output], attributes);
        return output;
    }

    public void Node(string operation, string[] inputs, string[] outputs, params (string Name, long Value)[] attributes) => _graph.Message(1, node =>
    {
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(3, outputs[0]).Text(4, operation);
        foreach (var (name, value) in attributes)
            node.Message(5, attribute => attribute.Text(1, name).Number(3, value).Number(20, IntAttribute));
    });

    /// <summary>The same numbers with their axes in another order.</summary>
    public string Transpose(string output, string input, params long[] order)
    {
        _graph.Message(1, node => node.Text(1, input).Text(2, output).Text(3, output).Text(4, "Transpose").Message(5, attribute =>
        {
            attribute.Text(1, "perm");
            foreach (var axis in order)
                attribute.Number(8, axis);
            attribute.Number(20, IntsAttribute);
        }));
        return output;
    }

    public string Weights(string name, ReadOnlySpan<sbyte> values, params long[] shape) => Tensor(name, Int8Type, MemoryMarshal.AsBytes(values), shape);

    public string Floats(string name, params float[] values) => Tensor(name, FloatType, MemoryMarshal.AsBytes<float>(values), values.Length);

    /// <summary>Floats in a table; no shape: one number alone.</summary>
    public string Table(string name, ReadOnlySpan<float> values, params long[] shape) => Tensor(name, FloatType, MemoryMarshal.AsBytes(values), shape);

    /// <summary>One integer alone, which is no list of one.</summary>
    public string Integer(string name, long value) => Tensor(name, Int64Type, MemoryMarshal.AsBytes<long>([value]));

    public string Integers(string name, params long[] values) => Tensor(name, Int64Type, MemoryMarshal.AsBytes<long>(values), values.Length);

    public void Int64Input(string name, params string[] shape) => Value(11, name, Int64Type, shape);

    public void Int32Input(string name, params string[] shape) => Value(11, name, Int32Type, shape);

    public void FloatInput(string name, params string[] shape) => Value(11, name, FloatType, shape);

    public void FloatOutput(string name, params string[] shape) => Value(12, name, FloatType, shape);

    /// <summary>The whole file.</summary>
    public byte[] ToModel(string name)
    {
        _graph.Text(2, name);
        var model = new ProtoWriter().Number(1, IrVersion).Text(2, "snsops").Number(5, 1).Bytes(7, _graph.Written)
            .Message(8, opset => opset.Text(1, "").Number(2, Opset));
        foreach (var (key, value) in _facts)
            model.Message(14, fact => fact.Text(1, key).Text(2, value));
        return model.Written.ToArray();
    }

    // Raw data is little-endian, as is every machine .NET runs on here.
    private string Tensor(string name, int type, ReadOnlySpan<byte> raw, params long[] shape)
    {
        var tensor = new ProtoWriter();
        foreach (var length in shape)
            tensor.Number(1, length);
        tensor.Number(2, type).Text(8, name).Bytes(9, raw);
        _graph.Bytes(5, tensor.Written);
        return name;
    }

    /// <summary>A length that is no number is a name: it may differ from run to run.</summary>
    private void Value(int field, string name, int type, string[] shape) => _graph.Message(field, value => value.Text(1, name)
        .Message(2, t => t.Message(1, tensor => tensor.Number(1, type).Message(2, dimensions =>
        {
            foreach (var length in shape)
                dimensions.Message(1, d => { _ = long.TryParse(length, out var number) ? d.Number(1, number) : d.Text(2, length); });
        }))));
}
