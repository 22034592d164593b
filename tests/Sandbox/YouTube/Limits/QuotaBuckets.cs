namespace SnsOps.Sandbox.YouTube.Limits;

/// <summary>What tests set while it runs.</summary>
/// <param name="UploadsPerDay">videos.insert of the whole project.</param>
/// <param name="UnitsPerDay">All other calls.</param>
/// <param name="ForcedPrivate">The project was not audited: its uploads stay private, whatever is asked for.</param>
/// <param name="Thumbnails">The channel may set thumbnails of its own.</param>
public sealed record YouTubeSettings(int UploadsPerDay = 100, int UnitsPerDay = 10_000, bool ForcedPrivate = false, bool Thumbnails = true);

/// <summary>The project's quota: used from one midnight in California to the next. A restart of the sandbox forgets the count.
/// https://developers.google.com/youtube/v3/getting-started#quota</summary>
internal sealed class QuotaBuckets
{
    private static readonly TimeZoneInfo s_pacific = TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles");
    private readonly Lock _gate = new();
    private DateOnly _day;
    private int _uploads, _units;

    public YouTubeSettings Settings { get; set; } = new();

    /// <summary>Counts a call, one that is refused for another reason too; throws when its bucket is empty.</summary>
    public void Spend(int? units, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, s_pacific).DateTime) is var today && today != _day)
                (_day, _uploads, _units) = (today, 0, 0);
            if (units is null ? _uploads >= Settings.UploadsPerDay : _units + units > Settings.UnitsPerDay)
                throw YouTubeErrors.QuotaExceeded.Thrown();
            (_uploads, _units) = units is { } cost ? (_uploads, _units + cost) : (_uploads + 1, _units);
        }
    }

    public void Reset()
    {
        lock (_gate)
            (_day, _uploads, _units, Settings) = (default, 0, 0, new YouTubeSettings());
    }
}
