using System.ComponentModel.DataAnnotations;

namespace SnsOps.Workers.Ai.SqlRuns;

/// <summary>How statements made for questions are run. Section "Questions".</summary>
public sealed class SqlRunOptions
{
    /// <summary>A statement may take so many milliseconds.</summary>
    [Range(10, 60_000)] public int StatementMs { get; init; } = 3000;

    /// <summary>It may wait for a lock so many milliseconds.</summary>
    [Range(10, 10_000)] public int LockMs { get; init; } = 500;

    /// <summary>So many rows are kept and shown.</summary>
    [Range(1, 10_000)] public int Rows { get; init; } = 200;

    /// <summary>A longer cell is cut.</summary>
    [Range(10, 100_000)] public int CellLetters { get; init; } = 1000;

    /// <summary>More text than that is not read.</summary>
    [Range(1000, 10_000_000)] public int Letters { get; init; } = 400_000;
}
