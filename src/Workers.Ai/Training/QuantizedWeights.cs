using System.Runtime.Intrinsics;

namespace SnsOps.Workers.Ai.Training;

/// <summary>Weights as the file holds them: one signed byte each, a scale and a bias per column; the row after the last bucket is zero.</summary>
internal sealed record QuantizedWeights(sbyte[] Values, float[] Scales, float[] Biases)
{
    public const int Columns = 4;

    public static QuantizedWeights Of(TrainedWeights model)
    {
        var buckets = model.Weights.Length;
        var scales = ScalesOf(model.Weights);
        var values = new sbyte[(buckets + 1) * Columns];
        for (var id = 0; id < buckets; id++)
        {
            for (var column = 0; column < Columns; column++)
                values[(id * Columns) + column] = (sbyte)Math.Clamp(MathF.Round(model.Weights[id][column] / scales[column]), -sbyte.MaxValue, sbyte.MaxValue);
        }
        return new QuantizedWeights(values, scales, [.. Enumerable.Range(0, Columns).Select(column => model.Biases[column])]);
    }

    /// <summary>The weights that are left after rounding: what calibration must judge.</summary>
    public TrainedWeights ToWeights()
    {
        var scales = Vector128.Create(Scales);
        var weights = new Vector128<float>[(Values.Length / Columns) - 1];
        for (var id = 0; id < weights.Length; id++)
        {
            var place = id * Columns;
            weights[id] = Vector128.Create(Values[place], Values[place + 1], Values[place + 2], (float)Values[place + 3]) * scales;
        }
        return new TrainedWeights(weights, Vector128.Create(Biases));
    }

    /// <summary>The same weights with temperature and severity's threshold and sharpness worked into scales and biases.</summary>
    public QuantizedWeights Calibrated(Calibration calibration)
    {
        var (t, k) = (calibration.Temperature, Calibration.Sharpness);
        return this with
        {
            Scales = [Scales[0] / t, Scales[1] / t, Scales[2] / t, Scales[3] * k],
            Biases = [Biases[0] / t, Biases[1] / t, Biases[2] / t, (Biases[3] - calibration.SeverityThreshold) * k],
        };
    }

    /// <summary>The largest weight of a column takes the largest byte.</summary>
    private static float[] ScalesOf(Vector128<float>[] weights)
    {
        var most = Vector128<float>.Zero;
        foreach (var row in weights)
            most = Vector128.Max(most, Vector128.Abs(row));
        return [.. Enumerable.Range(0, Columns).Select(column => most[column] > 0 ? most[column] / sbyte.MaxValue : 1)];
    }
}
