namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>Says which words of a text decided its class: the model adds up n-grams, so each letter's part of the sum is known. Keeps its buffers: one per thread.</summary>
internal sealed class ScoreReasons(WeightTable weights)
{
    private readonly NgramFeatures _features = new();
    private readonly char[] _plain = new char[CommentText.MaxLength + 2];
    private readonly float[] _letters = new float[CommentText.MaxLength + 2];
    private readonly int[] _origins = new int[CommentText.MaxLength + 2];

    /// <summary>Start, length and weight in thousandths of up to three words, the strongest first; null when none stands out, or its letters cannot be found again in the text.</summary>
    public int[]? Of(string text, SentimentClass verdict)
    {
        var length = CommentText.Flatten(text, _plain, _origins);
        if (length <= 0)
            return null;
        var letters = _letters.AsSpan(0, length);
        letters.Clear();
        _features.Attribute(_plain.AsSpan(0, length), letters, weights, verdict);
        return WordWeight.Strongest(Words(letters));
    }

    private List<WordWeight> Words(ReadOnlySpan<float> letters)
    {
        var words = new List<WordWeight>();
        for (var i = 0; i < letters.Length;)
        {
            if (_plain[i] == ' ')
            {
                i++;
                continue;
            }
            var (first, weight) = (i, 0f);
            for (; i < letters.Length && _plain[i] != ' '; i++)
                weight += letters[i];
            words.Add(new WordWeight(_origins[first], _origins[i - 1] - _origins[first] + 1, weight));
        }
        return words;
    }
}
