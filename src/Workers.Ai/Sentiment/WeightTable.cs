using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.OnnxRuntime;
using OnnxOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>The weights inside a model file. ONNX Runtime adds them up but does not show them, and a reason needs each n-gram's own.</summary>
internal sealed class WeightTable : IDisposable
{
    public const string Weights = "weights", Scales = "scales";

    // Fields of onnx.proto3.
    private const int GraphField = 7, InitializerField = 5, NameField = 8, RawField = 9;
    private const int LengthDelimited = 2;

    private readonly sbyte[] _values;
    private readonly float[] _scales;

    private readonly OrtValue _own;

    private WeightTable(sbyte[] values, float[] scales)
    {
        (_values, _scales) = (values, scales);
        _own = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(), [Buckets, Columns]);
    }

    /// <summary>Rows: one per bucket.</summary>
    public int Buckets => _values.Length / _scales.Length;

    /// <summary>Columns: one per class of polarity, and severity.</summary>
    public int Columns => _scales.Length;

    /// <exception cref="ModelFileException">The file is damaged or holds no such tables.</exception>
    public static WeightTable Read(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path), path);
        }
        catch (InvalidDataException e)
        {
            throw ModelFileException.Damaged(path, e);
        }
    }

    private static WeightTable Read(byte[] file, string path)
    {
        (sbyte[]? values, float[]? scales) = (null, null);
        foreach (var (_, graph) in Fields(file).Where(f => f.Number == GraphField))
        {
            foreach (var (_, tensor) in Fields(graph).Where(f => f.Number == InitializerField))
            {
                var parts = Fields(tensor).ToList();
                var name = System.Text.Encoding.UTF8.GetString(parts.Find(p => p.Number == NameField).Bytes.Span);
                var raw = parts.Find(p => p.Number == RawField).Bytes.Span;
                if (name == Weights)
                    values = MemoryMarshal.Cast<byte, sbyte>(raw).ToArray();
                else if (name == Scales)
                    scales = MemoryMarshal.Cast<byte, float>(raw).ToArray();
            }
        }
        return values is not null && scales is { Length: > 0 } && values.Length % scales.Length == 0
            ? new WeightTable(values, scales) : throw new ModelFileException(path, "다른 종류의 모델입니다: 가중치 표가 없습니다", "it is a model of another kind: it has no table of weights");
    }

    /// <summary>Opens the model of the same file over these weights: the runtime reads them where they lie instead of keeping its own.</summary>
    /// <exception cref="OnnxRuntimeException">The file is damaged or of another shape.</exception>
    public InferenceSession Open(string path)
    {
        // One core a call: many calls run side by side, and a batch is too small to share.
        using var options = new OnnxOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, EnableMemoryPattern = false, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        options.AddInitializer(Weights, _own);
        return new InferenceSession(path, options);
    }

    /// <summary>Brings the weights of a batch near the processor, many at a time: the runtime looks them up one after the other and waits for each.</summary>
    public unsafe void Fetch(ReadOnlySpan<int> buckets)
    {
        if (!Sse.IsSupported)
            return;
        var columns = Columns;
        fixed (sbyte* first = _values)
        {
            foreach (var bucket in buckets)
                Sse.Prefetch0(first + ((long)bucket * columns));
        }
    }

    /// <summary>What counts for a class: its own column against the mean of the others; for crisis, how severe it is.</summary>
    public float[] PartsOf(SentimentClass verdict)
    {
        var parts = new float[Columns];
        if (verdict == SentimentClass.Crisis)
        {
            parts[^1] = _scales[^1];
            return parts;
        }
        for (var column = 0; column < Columns - 1; column++)
            parts[column] = column == (int)verdict ? _scales[column] : -_scales[column] / (Columns - 2);
        return parts;
    }

    /// <summary>What a bucket says, by <see cref="PartsOf"/>.</summary>
    public float Margin(int bucket, ReadOnlySpan<float> parts)
    {
        // Four numbers at once: this is done for every piece of every comment.
        if (parts.Length == Vector128<float>.Count)
        {
            var four = Vector128.CreateScalar(Unsafe.ReadUnaligned<int>(ref Unsafe.As<sbyte, byte>(ref _values[bucket * Vector128<float>.Count]))).AsSByte();
            var row = Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(four)));
            return Vector128.Dot(row, Vector128.Create(parts));
        }

        var margin = 0f;
        for (var column = 0; column < parts.Length; column++)
            margin += _values[(bucket * parts.Length) + column] * parts[column];
        return margin;
    }

    /// <inheritdoc />
    public void Dispose() => _own.Dispose();

    /// <summary>The fields of a message that have bytes; numbers are passed over.</summary>
    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Bytes)> Fields(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            switch ((int)(tag & 7))
            {
                case LengthDelimited:
                    var length = Varint(message.Span, ref at);
                    if (length > (ulong)(message.Length - at))
                        throw new InvalidDataException("The ONNX file ends within a field");
                    yield return ((int)(tag >> 3), message.Slice(at, (int)length));
                    at += (int)length;
                    break;
                case 0: Varint(message.Span, ref at); break;
                case 1: at += sizeof(long); break;
                case 5: at += sizeof(int); break;
                default: throw new InvalidDataException("The ONNX file holds a group, which is no part of its format");
            }
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; at < bytes.Length; shift += 7)
        {
            var part = bytes[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("The ONNX file ends within a number");
    }
}
