using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Figures;

/// <summary>How much everything was seen and liked: made of ids and the virtual clock, so that it grows as time does and is the same again after a restart; or set by a test.</summary>
internal sealed class FigureBook
{
    private static readonly TimeZoneInfo s_pacific = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
    private readonly ConcurrentDictionary<(string Id, string Metric, DateOnly? Day), long?> _set = new();
    private readonly ConcurrentDictionary<string, byte> _retired = new(StringComparer.Ordinal);

    /// <summary>Metrics the platforms give no more, beside those that are gone for ever.</summary>
    public ICollection<string> Retired => _retired.Keys;

    public bool IsRetired(string metric) => _retired.ContainsKey(metric);

    public void Retire(string metric, bool retired)
    {
        if (retired)
            _retired[metric] = 0;
        else
            _retired.TryRemove(metric, out _);
    }

    /// <summary>Null: the platform leaves it out.</summary>
    public void Set(string id, string metric, DateOnly? day, long? value) => _set[(id, metric, day)] = value;

    public void Reset()
    {
        _set.Clear();
        _retired.Clear();
    }

    /// <summary>All since it was published: most of it in the first days.</summary>
    public long? Lifetime(Node node, string metric, DateTimeOffset createdAt, DateTimeOffset now)
    {
        if (_set.TryGetValue((node.Id, metric, null), out var set))
            return set;
        var age = Math.Max(0, (now - createdAt).TotalHours);
        return (long)((20 + (Seed(node.Id, metric) % 5_000)) * (1 - Math.Exp(-age / 24)));
    }

    /// <summary>What was set, or else what is given; null: hidden.</summary>
    public long? Given(Node node, string metric, long otherwise) => _set.TryGetValue((node.Id, metric, null), out var set) ? set : otherwise;

    /// <summary>What has been counted for years and grows every hour.</summary>
    public long Steady(Node node, string metric, DateTimeOffset now) => _set.TryGetValue((node.Id, metric, null), out var set) && set is { } known ? known
        : (long)((now - DateTimeOffset.UnixEpoch.AddYears(50)).TotalHours * (1 + (Seed(node.Id, metric) % 9)));

    /// <summary>What a day brought, as far as it is known now: a day grows while it lasts, and a little after it.</summary>
    /// <param name="node">An account.</param>
    /// <param name="metric">As the platform calls it.</param>
    /// <param name="day">Of California.</param>
    /// <param name="settles">Until then less than all of it is told.</param>
    /// <param name="now">By the virtual clock.</param>
    public long? Day(Node node, string metric, DateOnly day, TimeSpan settles, DateTimeOffset now)
    {
        if (_set.TryGetValue((node.Id, metric, day), out var set) || _set.TryGetValue((node.Id, metric, null), out set))
            return set;
        var whole = 50 + (Seed(node.Id, $"{metric}|{day:O}") % 950);
        var share = now >= End(day) + settles ? 1 : now >= End(day) ? 0.97 : Math.Clamp((now - Start(day)) / (End(day) - Start(day)), 0, 1) * 0.97;
        return (long)(whole * share);
    }

    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, s_pacific).DateTime);

    public static DateTimeOffset Start(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, s_pacific.GetUtcOffset(midnight));
    }

    public static DateTimeOffset End(DateOnly day) => Start(day.AddDays(1));

    private static long Seed(string id, string what) => BitConverter.ToInt64(SHA256.HashData(Encoding.UTF8.GetBytes($"{id}|{what}"))) & long.MaxValue;
}
