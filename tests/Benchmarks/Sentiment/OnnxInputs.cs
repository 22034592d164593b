using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace SnsOps.Benchmarks.Sentiment;

/// <summary>Batches of numbers, as both runtimes are given them.</summary>
/// <param name="Names">Of the inputs.</param>
/// <param name="Output">What is asked for.</param>
/// <param name="Batches">A tensor for each name; the first one has a row for each text.</param>
/// <param name="MemoryPattern">The session option of both.</param>
internal sealed record OnnxInputs(string[] Names, string Output, IReadOnlyList<OnnxTensor[]> Batches, bool MemoryPattern)
{
    private static readonly Microsoft.ML.OnnxRuntime.RunOptions Options = new();

    /// <summary>Rows of all batches.</summary>
    public long Texts => Batches.Sum(b => b[0].Shape[0]);

    /// <summary>For the script.</summary>
    public void Write(string path)
    {
        using var file = File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
        {
            inputs = Names, types = Batches[0].Select(t => t.Type), output = Output, memoryPattern = MemoryPattern, shapes = Batches.Select(b => b.Select(t => t.Shape)),
        }) + "\n"));
        foreach (var tensor in Batches.SelectMany(b => b))
            file.Write(tensor.Bytes);
    }

    /// <summary>A session on one thread, as ours are.</summary>
    public InferenceSession Open(string model)
    {
        using var options = new Microsoft.ML.OnnxRuntime.SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, EnableMemoryPattern = MemoryPattern };
        return new InferenceSession(model, options);
    }

    /// <summary>All batches once.</summary>
    /// <param name="session">The model.</param>
    /// <param name="before">What our program does with a batch before it hands it over.</param>
    /// <returns>The sum of the squares of what came out, to be compared.</returns>
    public double Run(InferenceSession session, Action<OnnxTensor[]>? before = null)
    {
        var sum = 0.0;
        foreach (var tensors in Batches)
        {
            before?.Invoke(tensors);
            var values = Array.ConvertAll(tensors, tensor => tensor.ToValue());
            using var outputs = session.Run(Options, Names, values, [Output]);
            foreach (var number in outputs[0].GetTensorDataAsSpan<float>())
                sum += (double)number * number;
            foreach (var value in values)
                value.Dispose();
        }

        return sum;
    }
}

/// <summary>Numbers of one of the types that inputs have.</summary>
/// <param name="Numbers"><c>long[]</c>, <c>int[]</c> or <c>float[]</c>.</param>
/// <param name="Shape">Their dimensions.</param>
internal sealed record OnnxTensor(Array Numbers, params long[] Shape)
{
    /// <summary>As ONNX Runtime's JavaScript calls it.</summary>
    public string Type => Numbers switch { long[] => "int64", int[] => "int32", _ => "float32" };

    /// <summary>Little-endian.</summary>
    public ReadOnlySpan<byte> Bytes => Numbers switch { long[] n => MemoryMarshal.AsBytes<long>(n), int[] n => MemoryMarshal.AsBytes<int>(n), _ => MemoryMarshal.AsBytes<float>((float[])Numbers) };

    /// <summary>Over the same memory.</summary>
    public OrtValue ToValue() => Numbers switch
    {
        long[] n => OrtValue.CreateTensorValueFromMemory(n, Shape), int[] n => OrtValue.CreateTensorValueFromMemory(n, Shape), _ => OrtValue.CreateTensorValueFromMemory((float[])Numbers, Shape),
    };
}
