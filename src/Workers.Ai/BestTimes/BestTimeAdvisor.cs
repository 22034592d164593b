namespace SnsOps.Workers.Ai.BestTimes;

/// <summary>Ranks an account's hours: its own posts first, then the client's other accounts, then the platform's, then what holds in general.</summary>
internal static class BestTimeAdvisor
{
    /// <summary>Slots that are recommended, the last of them to be tried out.</summary>
    public const int Wanted = 10;

    private const int ThinAccount = 10, ThinSlot = 3, ApartHours = 2, PerDay = 3;
    private const int Awake = 6;
    private const double Cautious = 0.5, Likely = 1.28, Curious = 1.0, KnownPosts = 30;

    /// <summary>People look at noon, and in the evening more than in the morning. Used where nothing else is known.</summary>
    private static readonly double[] General = [.. Enumerable.Range(0, Slots.Count).Select(slot =>
        (0.12 * Bump(slot, 12)) + (0.18 * Bump(slot, 20)) + (0.06 * Bump(slot, 8)) - (0.4 * Bump(slot, 3)))];

    /// <summary>The account's curve.</summary>
    /// <param name="own">Its own posts.</param>
    /// <param name="client">Those of the client's other accounts.</param>
    /// <param name="platform">Those of other clients' accounts on the platform.</param>
    public static WeekCurve Curve(Residuals own, Residuals client, Residuals platform) =>
        WeekCurve.Of(own, WeekCurve.Of(client, WeekCurve.Of(platform, WeekCurve.Given(General))));

    /// <summary>The best hours, the best first by what they promise at least, and as the last one an hour worth a try.</summary>
    public static List<SlotAdvice> Advise(Residuals own, Residuals client, Residuals platform)
    {
        var curve = Curve(own, client, platform);
        var chosen = new List<int>();
        foreach (var slot in Enumerable.Range(0, Slots.Count).OrderByDescending(slot => Score(curve, slot, -Cautious)).ThenBy(slot => slot))
        {
            if (chosen.Count == Wanted - 1)
                break;
            if (chosen.Count(c => Slots.Weekday(c) == Slots.Weekday(slot)) < PerDay && chosen.TrueForAll(c => Slots.Weekday(c) != Slots.Weekday(slot) || Slots.HoursApart(c, slot) >= ApartHours))
                chosen.Add(slot);
        }
        var untried = Enumerable.Range(0, Slots.Count).Where(slot => Slots.Hour(slot) >= Awake && Near(own, slot) < 1 && !chosen.Contains(slot)).ToList();
        var advice = chosen.ConvertAll(slot => Say(curve, slot, own, client, platform, explore: false));
        if (untried.Count > 0)
            advice.Add(Say(curve, untried.MaxBy(slot => Score(curve, slot, Curious)), own, client, platform, explore: true));
        return advice;
    }

    private static SlotAdvice Say(WeekCurve curve, int slot, Residuals own, Residuals client, Residuals platform, bool explore)
    {
        var (mean, width) = (curve.Mean[slot], Likely * Math.Sqrt(curve.Variance[slot]));
        var posts = (int)Near(own, slot);
        var source = own.Posts >= ThinAccount ? "account" : client.Posts >= KnownPosts ? "client" : platform.Posts >= KnownPosts ? "platform" : own.Posts > 0 ? "account" : "none";
        var signal = own.Posts == 0 ? "none" : own.Posts < ThinAccount || posts < ThinSlot ? "thin" : "ok";
        return new SlotAdvice(slot, Math.Exp(mean) - 1, Math.Exp(mean - width) - 1, Math.Exp(mean + width) - 1, posts, (int)own.Posts, source, signal, explore);
    }

    private static double Score(WeekCurve curve, int slot, double sigmas) => curve.Mean[slot] + (sigmas * Math.Sqrt(curve.Variance[slot]));

    /// <summary>Posts in an hour and the two beside it, on the same day.</summary>
    private static double Near(Residuals posts, int slot) => Enumerable.Range(0, Slots.PerDay)
        .Select(hour => Slots.Of(Slots.Weekday(slot), hour)).Where(other => Slots.HoursApart(slot, other) <= 1).Sum(other => posts.Counts[other]);

    private static double Bump(int slot, int hour) => Math.Exp(-0.5 * Math.Pow(Slots.HoursApart(slot, hour) / 2.0, 2));
}
