namespace SnsOps.Shared.Reports;

/// <summary>What is done for reports, as items of the low lane.</summary>
public static class ReportJobs
{
    /// <summary>The report of a morning; the subject of an item is the client.</summary>
    public const string Daily = "daily-report";

    /// <summary>A report somebody asked for; the subject of an item is the waiting report.</summary>
    public const string Make = "make-report";

    /// <summary>A report is counted again, and has a new version if it changed; the subject of an item is the report.</summary>
    public const string Restate = "restate-report";
}
