using System.Globalization;

namespace SnsOps.Sandbox.Graph.Listing;

/// <summary>How a list of nodes is paged by default.</summary>
internal sealed record Edge(int MaxLimit, bool NewestFirst, int DefaultLimit = 25)
{
    /// <summary>A page size as asked for; more than the platform gives is cut, silently.</summary>
    public int Limit(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return DefaultLimit;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) || limit < 1)
            throw GraphErrors.BadParameter("Param limit must be an integer greater than 0").Thrown();
        return Math.Min(limit, MaxLimit);
    }
}
