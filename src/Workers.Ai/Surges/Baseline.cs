namespace SnsOps.Workers.Ai.Surges;

/// <summary>
/// What is usual for a client: how many comments come at each place of the week, which share of them is negative, and how much
/// both differ from one bucket to the next. Places with little past borrow from the same hour of other days and from the whole.
/// </summary>
internal sealed class Baseline
{
    /// <summary>Share of negatives that is assumed of a client nobody knows yet, and what that assumption weighs in comments.</summary>
    private const double UnknownShare = 0.15, UnknownWeight = 10;

    private const double OldShareWeight = 20;
    private const double PlaceWeight = 3, RoundWeight = 3;
    private const double LeastSize = 0.5, MostSize = 50;
    private const double SpreadWeight = 60, LeastRoundSpread = 0.0005, MostSpread = 0.6;
    private const int LevelSeasons = 2;

    private readonly Cadence _cadence;
    private readonly double[] _volume;

    private Baseline(Cadence cadence, double[] volume) => (_cadence, _volume) = (cadence, volume);

    /// <summary>Comments the past holds.</summary>
    public double Comments { get; private init; }

    /// <summary>The usual share of negatives.</summary>
    public double Share { get; private init; }

    /// <summary>How sure a bucket's own share is: the strength of the beta it is drawn from.</summary>
    public double Strength { get; private init; }

    /// <summary>How much the share differs between buckets: 0 not at all, 1 each is all or nothing.</summary>
    public double Spread { get; private init; }

    /// <summary>How much it differs between whole rounds (days): moods last longer than hours.</summary>
    public double RoundSpread { get; private init; }

    /// <summary>Comments that a round of the past held, as their weight in <see cref="RoundSpread"/> goes.</summary>
    public double RoundSize { get; private init; }

    /// <summary>The size of the negative binomial of counts: small where bursts are usual.</summary>
    public double Size { get; private init; }

    /// <summary>Learns from buckets, the oldest first.</summary>
    /// <param name="past">Without the guard.</param>
    /// <param name="firstPlace">Place in the week of the oldest one.</param>
    /// <param name="cadence">The grid.</param>
    public static Baseline Of(ReadOnlySpan<Bucket> past, int firstPlace, Cadence cadence)
    {
        var weights = Weights(past.Length, cadence.HalfLife);
        var volume = VolumeOf(past, weights, firstPlace, cadence);
        var (share, certain, all) = ShareOf(past, weights);
        var spread = SpreadOf(past, weights, share, cadence.Spread, cadence.LeastSpread);
        var rounds = RoundsOf(past, cadence.Round);
        var roundSpread = SpreadOf(rounds, Weights(rounds.Length, cadence.HalfLife / cadence.Round), share, cadence.Spread, LeastRoundSpread);
        // A bucket's share differs from the usual one by nature (spread) and because the usual one is only known so well.
        var known = certain / (1 + (spread * MeanSize(past)));
        return new Baseline(cadence, volume)
        {
            Comments = all, Share = share, Spread = spread, RoundSpread = roundSpread, RoundSize = MeanSize(rounds),
            Strength = Math.Max(0.5, (1 / (Math.Max(spread, roundSpread) + (1 / (known + 1)))) - 1),
            Size = SizeOf(past, weights, volume, firstPlace, cadence),
        };
    }

    /// <summary>Comments that are usual from <paramref name="start"/> on, a place of the week, for <paramref name="length"/> buckets.</summary>
    public double Volume(double start, double length)
    {
        var sum = 0.0;
        for (var (at, left) = (start, length); left > 1e-9;)
        {
            var part = Math.Min(left, Math.Floor(at) + 1 - at);
            sum += part * _volume[(int)(((long)Math.Floor(at) % _cadence.Season) + _cadence.Season) % _cadence.Season];
            at = Math.Abs(Math.Floor(at) + 1 - at - part) < 1e-9 ? Math.Floor(at) + 1 : at + part;
            left -= part;
        }
        return sum;
    }

    private static double[] Weights(int count, double halfLife)
    {
        var weights = new double[count];
        var fade = Math.Pow(0.5, 1 / halfLife);
        for (var (i, weight) = (count - 1, 1.0); i >= 0; i--, weight *= fade)
            weights[i] = weight;
        return weights;
    }

    private static double[] VolumeOf(ReadOnlySpan<Bucket> past, double[] weights, int firstPlace, Cadence cadence)
    {
        var (places, rounds) = (new (double Sum, double Weight)[cadence.Season], new (double Sum, double Weight)[cadence.Round]);
        var (sum, weight) = (0.0, 0.0);
        for (var i = 0; i < past.Length; i++)
        {
            var place = (firstPlace + i) % cadence.Season;
            var (comments, w) = (past[i].Comments * weights[i], weights[i]);
            places[place] = (places[place].Sum + comments, places[place].Weight + w);
            rounds[place % cadence.Round] = (rounds[place % cadence.Round].Sum + comments, rounds[place % cadence.Round].Weight + w);
            (sum, weight) = (sum + comments, weight + w);
        }
        var mean = weight > 0 ? sum / weight : 0;
        var volume = new double[cadence.Season];
        for (var place = 0; place < cadence.Season; place++)
        {
            var round = rounds[place % cadence.Round];
            var roundMean = (round.Sum + (RoundWeight * mean)) / (round.Weight + RoundWeight);
            volume[place] = (places[place].Sum + (PlaceWeight * roundMean)) / (places[place].Weight + PlaceWeight);
        }
        return Levelled(volume, past, firstPlace, cadence);
    }

    /// <summary>A client that grows or fades is judged by how much came of late.</summary>
    private static double[] Levelled(double[] volume, ReadOnlySpan<Bucket> past, int firstPlace, Cadence cadence)
    {
        var (seen, usual) = (1.0, 1.0);
        for (var i = Math.Max(0, past.Length - (LevelSeasons * cadence.Season)); i < past.Length; i++)
        {
            seen += past[i].Comments;
            usual += volume[(firstPlace + i) % cadence.Season];
        }
        var level = Math.Clamp(seen / usual, 0.25, 4);
        return Array.ConvertAll(volume, v => v * level);
    }

    /// <summary>The newest months decide, leaning on the client's whole past, and that on what is assumed of anybody.</summary>
    private static (double Share, double Certain, double All) ShareOf(ReadOnlySpan<Bucket> past, double[] weights)
    {
        var (all, allNegative, n, negative) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < past.Length; i++)
        {
            (all, allNegative) = (all + past[i].Comments, allNegative + past[i].Negatives);
            (n, negative) = (n + (past[i].Comments * weights[i]), negative + (past[i].Negatives * weights[i]));
        }
        var whole = (allNegative + (UnknownShare * UnknownWeight)) / (all + UnknownWeight);
        var lean = Math.Min(OldShareWeight, UnknownWeight + all);
        return (Math.Clamp((negative + (whole * lean)) / (n + lean), 0.01, 0.95), n + lean, all);
    }

    private static Bucket[] RoundsOf(ReadOnlySpan<Bucket> past, int round)
    {
        if (round == 1)
            return past.ToArray();
        // Whole rounds only, counted back from the newest bucket.
        var rounds = new Bucket[past.Length / round];
        var skipped = past.Length % round;
        for (var i = skipped; i < past.Length; i++)
            rounds[(i - skipped) / round] += past[i];
        return rounds;
    }

    private static double MeanSize(ReadOnlySpan<Bucket> past)
    {
        var (n, squares) = (0.0, 0.0);
        foreach (var bucket in past)
            (n, squares) = (n + bucket.Comments, squares + (bucket.Comments * bucket.Comments));
        return n > 0 ? squares / n : 0;
    }

    /// <summary>How much more the share differs than chance alone would make it.</summary>
    private static double SpreadOf(ReadOnlySpan<Bucket> past, double[] weights, double share, double assumed, double least)
    {
        var chance = share * (1 - share);
        var (excess, pairs) = (0.0, 0.0);
        for (var i = 0; i < past.Length; i++)
        {
            var n = past[i].Comments;
            if (n < 2)
                continue;
            var off = past[i].Negatives - (n * share);
            // Each bucket weighs as its comments do, not as their square: one great day must not decide alone.
            excess += weights[i] * ((off * off / (n * chance)) - 1);
            pairs += weights[i] * (n - 1);
        }
        return Math.Clamp(((assumed * SpreadWeight) + excess) / (SpreadWeight + pairs), least, MostSpread);
    }

    private static double SizeOf(ReadOnlySpan<Bucket> past, double[] weights, double[] volume, int firstPlace, Cadence cadence)
    {
        // What is known of nobody: as much as twenty ordinary buckets of size 2.
        var (square, excess) = (20.0, 10.0);
        for (var i = 0; i < past.Length; i++)
        {
            var usual = volume[(firstPlace + i) % cadence.Season];
            if (usual < 0.05)
                continue;
            var off = past[i].Comments - usual;
            // Divided by what is usual, so that busy hours do not outvote the others.
            square += weights[i] * usual;
            excess += weights[i] * ((off * off / usual) - 1);
        }
        return excess <= 0 ? MostSize : Math.Clamp(square / excess, LeastSize, MostSize);
    }
}
