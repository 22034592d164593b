using System.Data;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;

namespace SnsOps.Shared.Database;

/// <summary>Opens PostgreSQL for a process: its pools, and the type mappings Dapper lacks.</summary>
public static class DatabaseSetup
{
    /// <summary>Key of the pool for what a process says again and again: sweeps, claims and their tokens, exchanges of budgets, the call log.</summary>
    public const string Rounds = "rounds";

    /// <summary>Room for all that may wait for somebody else's rows or tables at once (a sweep, an exchange of budgets, the call log), and for a claim.</summary>
    private const int RoundsAtOnce = 4;

    /// <summary>Registers the <see cref="NpgsqlDataSource"/> of connection string <c>SnsOps</c>, and the one of <see cref="Rounds"/>.</summary>
    /// <exception cref="InvalidOperationException">The connection string is missing.</exception>
    public static IServiceCollection AddSnsOpsDatabase(this IServiceCollection services, IConfiguration configuration, string process)
    {
        var connectionString = configuration.GetConnectionString("SnsOps")
            ?? throw new InvalidOperationException("No database: set ConnectionStrings:SnsOps. | 데이터베이스 연결 문자열이 없습니다: ConnectionStrings:SnsOps를 설정하세요.");
        services.AddSingleton(_ => Open(connectionString, process));
        services.AddKeyedSingleton<NpgsqlDataSource>(Rounds, (_, _) => OpenRounds(connectionString, process));
        return services;
    }

    /// <summary>Opens a pool; tests and tools use it directly.</summary>
    public static NpgsqlDataSource Open(string connectionString, string process) => Builder(connectionString, process).Build();

    /// <summary>Opens the pool of <see cref="Rounds"/>: few connections, kept for good, that prepare a statement on its second use.</summary>
    /// <remarks>
    /// A pool hands its connections round: where there are twenty since the last burst, a statement of every two seconds hardly comes to one of them often enough to be prepared, and is planned anew each time.
    /// Who holds one of these asks for no other meanwhile, and what is done once per post or item takes its connections from the large pool.
    /// </remarks>
    public static NpgsqlDataSource OpenRounds(string connectionString, string process)
    {
        var builder = Builder(connectionString, process);
        builder.ConnectionStringBuilder.MaxPoolSize = RoundsAtOnce;
        builder.ConnectionStringBuilder.MinPoolSize = RoundsAtOnce;        // opens none, but keeps them: a pool closes what is idle most of the time
        builder.ConnectionStringBuilder.MaxAutoPrepare = 128;
        builder.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        return builder.Build();
    }

    private static NpgsqlDataSourceBuilder Builder(string connectionString, string process)
    {
        // Dapper asks a handler only about types it knows nothing of, and Npgsql takes no other offset than UTC's.
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new NullableInstantHandler());
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        // There is one schema: what was compiled for a statement serves every login and database of a process.
        SqlMapper.ConnectionStringComparer = OneSchema.Instance;
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.ApplicationName = $"snsops-{process}";
        builder.ConnectionStringBuilder.KeepAlive = 10;
        builder.ConnectionStringBuilder.MaxAutoPrepare = 64;
        // Nothing here outlives its statement or transaction, and seven statements to forget it cost more than most of ours.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        // A process that freezes in the middle of a transaction must not hold its rows for longer than its lease: others wait for them.
        builder.ConnectionStringBuilder.Options ??= "-c idle_in_transaction_session_timeout=10s";
        // By default a login called snsops would make its tables in the schema of that name, and every other login in public.
        if (string.IsNullOrEmpty(builder.ConnectionStringBuilder.SearchPath))
            builder.ConnectionStringBuilder.SearchPath = "public";
        return builder;
    }

    private sealed class OneSchema : IEqualityComparer<string>
    {
        public static readonly OneSchema Instance = new();

        public bool Equals(string? x, string? y) => true;

        public int GetHashCode(string obj) => 0;
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => ToInstant(value);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => Set(parameter, value);
    }

    private sealed class NullableInstantHandler : SqlMapper.TypeHandler<DateTimeOffset?>
    {
        public override DateTimeOffset? Parse(object value) => value is null or DBNull ? null : ToInstant(value);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset? value) => Set(parameter, value);
    }

    private static void Set(IDbDataParameter parameter, DateTimeOffset? value)
    {
        parameter.Value = (object?)value?.ToUniversalTime() ?? DBNull.Value;
        ((NpgsqlParameter)parameter).NpgsqlDbType = NpgsqlDbType.TimestampTz;
    }

    private static DateTimeOffset ToInstant(object value) => value switch
    {
        DateTimeOffset instant => instant,
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        _ => throw new DataException($"Not a point in time: {value.GetType().Name}"),
    };
}
