using Npgsql;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Tells a PostgreSQL that is away from one that refuses a statement: only the former is to be waited out.</summary>
internal static class Outage
{
    public static bool Is(Exception e) => e switch
    {
        PostgresException refused => refused.IsTransient || refused.SqlState.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException or TimeoutException => true,
        _ => false,
    };
}
