using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace SnsOps.Benchmarks.Sentiment;

/// <summary>Batches of integers, as both runtimes are given them.</summary>
/// <param name="Names">Of the inputs.</param>
/// <param name="Output">What is asked for.</param>
/// <param name="Batches">Rows, width, and a tensor for each name.</param>
/// <param name="MemoryPattern">The session option of both.</param>
internal sealed record OnnxInputs(string[] Names, string Output, IReadOnlyList<(int Rows, int Width, long[][] Tensors)> Batches, bool MemoryPattern)
{
    private static readonly Microsoft.ML.OnnxRuntime.RunOptions Options = new();

    /// <summary>Rows of all batches.</summary>
    public int Texts => Batches.Sum(b => b.Rows);

    /// <summary>For the script.</summary>
    public void Write(string path)
    {
        using var file = File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { inputs = Names, output = Output, memoryPattern = MemoryPattern, shapes = Batches.Select(b => new[] { b.Rows, b.Width }) }) + "\n"));
        foreach (var tensor in Batches.SelectMany(b => b.Tensors))
            file.Write(MemoryMarshal.AsBytes<long>(tensor));
    }

    /// <summary>A session on one thread, as ours are.</summary>
    public InferenceSession Open(string model)
    {
        using var options = new Microsoft.ML.OnnxRuntime.SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, EnableMemoryPattern = MemoryPattern };
        return new InferenceSession(model, options);
    }

    /// <summary>All batches once.</summary>
    /// <returns>The sum of the squares of what came out, to be compared.</returns>
    public double Run(InferenceSession session)
    {
        var sum = 0.0;
        foreach (var (rows, width, tensors) in Batches)
        {
            var values = Array.ConvertAll(tensors, tensor => OrtValue.CreateTensorValueFromMemory(tensor, [rows, width]));
            using var outputs = session.Run(Options, Names, values, [Output]);
            foreach (var number in outputs[0].GetTensorDataAsSpan<float>())
                sum += (double)number * number;
            foreach (var value in values)
                value.Dispose();
        }

        return sum;
    }
}
