namespace SnsOps.Workers.Ai.SqlGuard;

/// <summary>What the parser's check says of a statement.</summary>
public abstract record GuardVerdict
{
    private GuardVerdict()
    {
    }

    /// <summary>It reads what may be read, and nothing else.</summary>
    /// <param name="Sql">Printed again from its tree, with a limit as $1: this is run, never what was written.</param>
    /// <param name="Views">What it reads.</param>
    public sealed record Allowed(string Sql, IReadOnlyList<string> Views) : GuardVerdict;

    /// <summary>It is not run.</summary>
    /// <param name="Reason">What in it is not allowed.</param>
    public sealed record Blocked(string Reason) : GuardVerdict;
}
