using Microsoft.ML.OnnxRuntime;
using OnnxOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace SnsOps.Workers.Ai.Sentiment.Electra;

/// <summary>A transformer exported for text classification, as ONNX Runtime has loaded it.</summary>
internal sealed class ElectraSession : IDisposable
{
    private const string Ids = "input_ids", Mask = "attention_mask", Types = "token_type_ids", Logits = "logits";

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputs;

    private ElectraSession(InferenceSession session, string[] inputs) => (_session, _inputs) = (session, inputs);

    /// <param name="path">The file.</param>
    /// <param name="careful">Sums of eight-bit products are kept from saturating, for some speed.</param>
    /// <exception cref="ModelFileException">It is no such model.</exception>
    public static ElectraSession Open(string path, bool careful)
    {
        if (!File.Exists(path))
            throw new ModelFileException(path, "파일이 없습니다", "there is no such file");
        InferenceSession session;
        try
        {
            // One core a call: several clients' comments are read at once.
            using var options = new OnnxOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            if (careful)
                options.AddSessionConfigEntry("session.x64quantprecision", "1");
            session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw ModelFileException.Damaged(path, e);
        }

        // Some exports have no token_type_ids.
        var inputs = new[] { Ids, Mask, Types }.Where(session.InputMetadata.ContainsKey).ToArray();
        if (inputs is [Ids, Mask, ..] && inputs.Length == session.InputMetadata.Count && session.OutputMetadata.ContainsKey(Logits)
            && inputs.All(name => session.InputMetadata[name].ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64))
            return new ElectraSession(session, inputs);
        var has = string.Join(", ", session.InputMetadata.Select(i => $"{i.Key} {i.Value.ElementDataType}"));
        session.Dispose();
        throw new ModelFileException(path, $"입력은 int64 {Ids}, {Mask}(, {Types}), 출력은 {Logits}여야 합니다. 이 파일: {has}",
            $"it must take int64 {Ids}, {Mask} and perhaps {Types}, and give {Logits}; it takes {has}");
    }

    /// <summary>One row of numbers for each row of the batch.</summary>
    public void Run(TokenBatch batch, Action<int, ReadOnlySpan<float>> row)
    {
        long[] shape = [batch.Rows.Length, batch.Width];
        using var ids = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, batch.Ids, shape);
        using var mask = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, batch.Mask, shape);
        using var types = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, new long[batch.Ids.Length].AsMemory(), shape);
        OrtValue[] inputs = _inputs.Length == 2 ? [ids, mask] : [ids, mask, types];
        using var outputs = InferenceThreads.Run(() => _session.Run(_run, _inputs, inputs, [Logits]));
        var logits = outputs[0].GetTensorDataAsSpan<float>();
        var width = logits.Length / batch.Rows.Length;
        for (var i = 0; i < batch.Rows.Length; i++)
            row(i, logits.Slice(i * width, width));
    }

    /// <summary>How many numbers it gives for a text; fails where it cannot take this piece or so many of them.</summary>
    public int Try(int piece, int width)
    {
        var (ids, mask, outputs) = (new long[width], new long[width], 0);
        Array.Fill(ids, piece);
        Array.Fill(mask, 1);
        Run(new TokenBatch(new[] { 0 }, ids, mask, width), (_, logits) => outputs = logits.Length);
        return outputs;
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }
}
