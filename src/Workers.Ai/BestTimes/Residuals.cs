namespace SnsOps.Workers.Ai.BestTimes;

/// <summary>
/// What a post's engagement says of its time: its logarithm, less what its format does by itself and less the account's own level
/// around that date, so that neither growth nor a series of reels looks like a good hour.
/// </summary>
internal sealed class Residuals
{
    private const double LevelWeeks = 6, LevelWeight = 1, FormatWeight = 4;

    private Residuals()
    {
    }

    /// <summary>Posts of each hour of the week.</summary>
    public double[] Counts { get; } = new double[Slots.Count];

    /// <summary>What they say, added up.</summary>
    public double[] Sums { get; } = new double[Slots.Count];

    /// <summary>What is left to chance: the mean square of the residuals, and how many they are.</summary>
    public double Square { get; private set; }

    /// <summary>All posts.</summary>
    public double Posts { get; private set; }

    public static Residuals Of(IReadOnlyList<PostResult> posts)
    {
        var residuals = new Residuals { Posts = posts.Count };
        if (posts.Count == 0)
            return residuals;
        var log = posts.Select(post => Math.Log(1 + post.Engagement)).ToArray();
        var mean = log.Average();
        var formats = posts.Select((post, i) => (post.Format, Off: log[i] - mean)).GroupBy(p => p.Format)
            .ToDictionary(g => g.Key, g => g.Sum(p => p.Off) / (g.Count() + FormatWeight));
        for (var i = 0; i < posts.Count; i++)
            log[i] -= formats[posts[i].Format];
        var all = log.Average();
        for (var i = 0; i < posts.Count; i++)
        {
            // The level around a post is that of the others: else it would explain itself away.
            var (sum, weight) = (all * LevelWeight, LevelWeight);
            for (var j = 0; j < posts.Count; j++)
            {
                if (j == i)
                    continue;
                var near = Math.Exp(-Math.Abs(posts[i].At - posts[j].At) / LevelWeeks);
                (sum, weight) = (sum + (near * log[j]), weight + near);
            }
            var residual = log[i] - (sum / weight);
            residuals.Counts[posts[i].Slot]++;
            residuals.Sums[posts[i].Slot] += residual;
            residuals.Square += residual * residual;
        }
        residuals.Square /= posts.Count;
        return residuals;
    }

    /// <summary>Several accounts as one.</summary>
    public static Residuals Together(IEnumerable<Residuals> parts)
    {
        var all = new Residuals();
        foreach (var part in parts)
        {
            for (var slot = 0; slot < Slots.Count; slot++)
            {
                all.Counts[slot] += part.Counts[slot];
                all.Sums[slot] += part.Sums[slot];
            }
            all.Square = all.Posts + part.Posts > 0 ? ((all.Square * all.Posts) + (part.Square * part.Posts)) / (all.Posts + part.Posts) : 0;
            all.Posts += part.Posts;
        }
        return all;
    }
}
