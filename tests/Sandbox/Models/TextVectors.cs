using System.Runtime.InteropServices;

namespace SnsOps.Sandbox.Models;

/// <summary>Vectors that stand for texts: of length one, alike where texts share pairs of letters, and always the same for the same text.</summary>
internal static class TextVectors
{
    /// <summary>As many as a model gives by itself.</summary>
    public static int Default(string model) => model.Contains("large", StringComparison.Ordinal) ? 3072 : 1536;

    public static float[] Of(string text, int dimensions)
    {
        var vector = new float[dimensions];
        var padded = $" {text.ToLowerInvariant()} ";
        for (var i = 0; i + 1 < padded.Length; i++)
        {
            var hash = ((padded[i] * 2_654_435_761u) ^ padded[i + 1]) * 2_246_822_519u;
            vector[(hash >> 8) % (uint)dimensions] += (hash & 1) == 0 ? 1 : -1;
        }

        vector[0] += 0.01f;
        var length = MathF.Sqrt(vector.Sum(x => x * x));
        return Array.ConvertAll(vector, x => x / length);
    }

    /// <summary>As base64 of little-endian floats, which the official SDK asks for.</summary>
    public static string Packed(string text, int dimensions) => Convert.ToBase64String(MemoryMarshal.AsBytes<float>(Of(text, dimensions)));
}
