namespace SnsOps.Workers.Ai.SqlRuns;

/// <summary>What became of a statement.</summary>
internal abstract record RunOutcome
{
    private RunOutcome()
    {
    }

    /// <summary>In a word, for its row.</summary>
    public abstract string Name { get; }

    /// <summary>It was run.</summary>
    public sealed record Ran(ResultTable Table) : RunOutcome
    {
        /// <inheritdoc />
        public override string Name => "ran";
    }

    /// <summary>The parser's check refused it.</summary>
    public sealed record Blocked(string Reason) : RunOutcome
    {
        /// <inheritdoc />
        public override string Name => "blocked";
    }

    /// <summary>The server refused it, or it was wrong.</summary>
    public sealed record Failed(string Reason) : RunOutcome
    {
        /// <inheritdoc />
        public override string Name => "failed";
    }

    /// <summary>It took too long.</summary>
    public sealed record TimedOut : RunOutcome
    {
        /// <inheritdoc />
        public override string Name => "timed_out";
    }

    /// <summary>It cannot be run here at all; says what an administrator must do.</summary>
    public sealed record Away(string Reason) : RunOutcome
    {
        /// <inheritdoc />
        public override string Name => "away";
    }
}

/// <summary>What a statement returned.</summary>
/// <param name="Columns">Their names.</param>
/// <param name="Rows">Values as JSON shows them: text, number, true or false, null.</param>
/// <param name="IsCut">There was more.</param>
internal sealed record ResultTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, bool IsCut);
