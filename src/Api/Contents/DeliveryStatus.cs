namespace SnsOps.Api.Contents;

/// <summary>How a content's delivery stands, derived from the states of its publications.</summary>
internal static class DeliveryStatus
{
    private static readonly HashSet<string> Planned = ["scheduled", "due", "claimed"];
    private static readonly HashSet<string> UnderWay = ["armed", "retrying"];

    public static string Of(IReadOnlyCollection<string> states)
    {
        var wanted = states.Where(s => s != "cancelled").ToList();
        bool Any(string state) => wanted.Contains(state);
        return wanted switch
        {
            [] => states.Count == 0 ? "not_scheduled" : "cancelled",
            _ when wanted.TrueForAll(s => s == "published") => "published",
            _ when wanted.TrueForAll(Planned.Contains) => "scheduled",
            _ when wanted.Exists(s => Planned.Contains(s) || UnderWay.Contains(s)) => "publishing",
            _ when Any("unknown") => "unknown",
            _ when Any("published") => "partially_published",
            _ when Any("missed") => "missed",
            _ => "failed",
        };
    }
}
