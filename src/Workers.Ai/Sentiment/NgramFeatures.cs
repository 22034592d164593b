using System.Numerics;

namespace SnsOps.Workers.Ai.Sentiment;

/// <summary>
/// What the model sees of a text: its distinct n-grams of characters and of Hangul letters (jamo), and those of its end once
/// more, as a Korean sentence gives its verdict last; each hashed to one of <see cref="Buckets"/>. Training and scoring share
/// this class. Keeps its buffers: one per thread.
/// </summary>
internal sealed class NgramFeatures
{
    public const int BucketBits = 21;
    public const int Buckets = 1 << BucketBits;
    public const int MinChars = 1, MaxChars = 3, MinJamo = 3, MaxJamo = 8;
    public const int EndLength = 12, MinEnd = 2, MaxEnd = 3;

    private const int Room = CommentText.MaxLength + 2;
    private const int JamoPerSyllable = 3;
    private const uint CharSeed = 2_166_136_261, JamoSeed = 374_761_393, EndSeed = 991, Prime = 16_777_619;

    private static readonly string[] Probes = ["커피가 정말 맛있어요!", "  ABC def\t\n없다ㅋㅋㅋㅋㅋ ", "1점도 아깝다... 😡"];

    private readonly char[] _plain = new char[Room];
    private readonly char[] _jamo = new char[Room * JamoPerSyllable];
    private readonly int[] _places = new int[Room * JamoPerSyllable];
    private readonly float[] _changes = new float[(Room * JamoPerSyllable) + 1];
    private readonly ulong[] _seen = new ulong[Buckets / 64];
    private int[] _ids = new int[1_024];
    private int _count;

    /// <summary>Tells one way of making features from another: a model fits only the one it was trained with.</summary>
    public static string HashId { get; } = ComputeHashId();

    /// <summary>The buckets of the text's n-grams, each once; valid until the next call.</summary>
    public ReadOnlySpan<int> Of(string text)
    {
        _count = 0;
        var plain = _plain.AsSpan(0, CommentText.Flatten(text, _plain));
        AddNgrams(plain, CharSeed, MinChars, MaxChars);
        AddNgrams(plain[Math.Max(0, plain.Length - EndLength)..], EndSeed, MinEnd, MaxEnd);
        AddNgrams(_jamo.AsSpan(0, Jamo.Spell(plain, _jamo)), JamoSeed, MinJamo, MaxJamo);
        foreach (var id in _ids.AsSpan(0, _count))
            _seen[id >> 6] = 0;
        return _ids.AsSpan(0, _count);
    }

    /// <summary>Shares out what each n-gram of a plain text says among the letters it is made of; n-grams that come twice speak once, where they come first.</summary>
    /// <param name="plain">As <see cref="CommentText.Flatten(string, Span{char})"/> writes it.</param>
    /// <param name="letters">One for each of its units; added to.</param>
    /// <param name="weights">What a bucket says …</param>
    /// <param name="verdict">… for this class.</param>
    public void Attribute(ReadOnlySpan<char> plain, Span<float> letters, WeightTable weights, SentimentClass verdict)
    {
        _count = 0;
        var parts = weights.PartsOf(verdict);
        for (var i = 0; i < plain.Length; i++)
            _places[i] = i;
        Share(plain, CharSeed, MinChars, MaxChars, _places, letters, weights, parts);
        var end = Math.Max(0, plain.Length - EndLength);
        Share(plain[end..], EndSeed, MinEnd, MaxEnd, _places.AsSpan(end), letters, weights, parts);
        var spelt = Jamo.Spell(plain, _jamo);
        for (var (i, at) = (0, 0); i < plain.Length; i++)
        {
            for (var n = Jamo.LettersOf(plain[i]); n > 0; n--)
                _places[at++] = i;
        }
        Share(_jamo.AsSpan(0, spelt), JamoSeed, MinJamo, MaxJamo, _places, letters, weights, parts);
        foreach (var id in _ids.AsSpan(0, _count))
            _seen[id >> 6] = 0;
    }

    private void Share(ReadOnlySpan<char> units, uint seed, int min, int max, ReadOnlySpan<int> places, Span<float> letters, WeightTable weights, ReadOnlySpan<float> parts)
    {
        if (_ids.Length < _count + (units.Length * (max - min + 1)))
            Array.Resize(ref _ids, Math.Max(_ids.Length * 2, _count + (units.Length * (max - min + 1))));
        // Each n-gram is noted where it begins and where it ends; what lies between is added up afterwards.
        var changes = _changes.AsSpan(0, units.Length + 1);
        changes.Clear();
        for (var start = 0; start < units.Length; start++)
        {
            var hash = seed;
            var end = Math.Min(units.Length - start, max);
            for (var n = 1; n <= end; n++)
            {
                hash = (hash ^ units[start + n - 1]) * Prime;
                var before = _count;
                if (n >= min)
                    Add(Bucket(hash ^ (uint)n));
                if (_count == before)
                    continue;
                var part = weights.Margin(_ids[before], parts) / n;
                changes[start] += part;
                changes[start + n] -= part;
            }
        }
        var now = 0f;
        for (var i = 0; i < units.Length; i++)
        {
            now += changes[i];
            letters[places[i]] += now;
        }
    }

    private void AddNgrams(ReadOnlySpan<char> units, uint seed, int min, int max)
    {
        if (_ids.Length < _count + (units.Length * (max - min + 1)))
            Array.Resize(ref _ids, Math.Max(_ids.Length * 2, _count + (units.Length * (max - min + 1))));
        for (var start = 0; start < units.Length; start++)
        {
            var hash = seed;
            var end = Math.Min(units.Length - start, max);
            for (var n = 1; n <= end; n++)
            {
                hash = (hash ^ units[start + n - 1]) * Prime;
                if (n >= min)
                    Add(Bucket(hash ^ (uint)n));
            }
        }
    }

    private void Add(int id)
    {
        ref var word = ref _seen[id >> 6];
        var bit = 1UL << (id & 63);
        if ((word & bit) != 0)
            return;
        word |= bit;
        _ids[_count++] = id;
    }

    /// <summary>Murmur's finaliser: FNV alone leaves the low bits of short n-grams too regular.</summary>
    private static int Bucket(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return (int)((hash ^ (hash >> 16)) & (Buckets - 1));
    }

    private static string ComputeHashId()
    {
        var features = new NgramFeatures();
        var digest = 0u;
        foreach (var probe in Probes)
        {
            foreach (var id in features.Of(probe))
                digest = (BitOperations.RotateLeft(digest, 5) ^ (uint)id) * Prime;
        }
        return $"c{MinChars}-{MaxChars}.j{MinJamo}-{MaxJamo}.e{EndLength}.b{BucketBits}.{digest:x8}";
    }
}
