using System.Data;
using System.Globalization;
using Npgsql;

namespace SnsOps.Workers.Ai.SqlRuns;

/// <summary>Runs one statement as a client's own login, in a read-only transaction that is always rolled back, and reads a bounded table.</summary>
/// <remarks>It is safe for whatever text it is given: that is tested with the parser's check left out.</remarks>
internal sealed class SqlRunner(QuestionLogins logins, SqlRunOptions options)
{
    /// <summary>Runs it.</summary>
    /// <param name="clientId">Whose data it may read.</param>
    /// <param name="sql">As <c>StatementGuard</c> printed it; $1 is the number of rows.</param>
    /// <param name="ct">To end it.</param>
    public async Task<RunOutcome> RunAsync(Guid clientId, string sql, CancellationToken ct)
    {
        try
        {
            await using var connection = await logins.OpenAsync(clientId, ct);
            return await RunAsync(connection, sql, ct);
        }
        catch (QuestionsNotSetUpException e)
        {
            return new RunOutcome.Away(e.Message);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return new RunOutcome.Away(e.MessageText);
        }
    }

    /// <summary>The same on an open connection of the client's login.</summary>
    internal async Task<RunOutcome> RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        // Its snapshot is taken here: from now on nothing can make the transaction one that writes.
        await using (var fence = new NpgsqlCommand("select current_setting('transaction_read_only') = 'on' and current_setting('is_superuser') = 'off'", connection, transaction))
        {
            if (await fence.ExecuteScalarAsync(ct) is not true)
                return new RunOutcome.Away("the login may do more than read");
        }

        // A parameter by position, so that the text goes to the server as it is and as one statement: the server itself refuses a second one.
        await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = (options.StatementMs / 1000) + 5 };
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = options.Rows + 1 });
        ResultTable? table = null;
        try
        {
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult, ct);
            table = await ReadAsync(reader, ct);
            if (table.IsCut)
                command.Cancel();
        }
        catch (PostgresException e) when (table is null)
        {
            return e.SqlState == PostgresErrorCodes.QueryCanceled ? new RunOutcome.TimedOut() : new RunOutcome.Failed($"{e.SqlState}: {e.MessageText}");
        }
        catch (PostgresException)
        {
            // the rest, which was not wanted
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is NpgsqlException { IsTransient: false } or InvalidCastException or NotSupportedException or InvalidOperationException or TimeoutException)
        {
            return e is TimeoutException or NpgsqlException { InnerException: TimeoutException } ? new RunOutcome.TimedOut() : new RunOutcome.Failed(e.GetType().Name);
        }

        return new RunOutcome.Ran(table!);
    }

    private async Task<ResultTable> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        var rows = new List<IReadOnlyList<object?>>();
        var letters = 0;
        while (await reader.ReadAsync(ct))
        {
            if (rows.Count == options.Rows || letters > options.Letters)
                return new ResultTable(columns, rows, IsCut: true);
            var row = new object?[columns.Length];
            for (var i = 0; i < row.Length; i++)
                row[i] = Cell(reader, i);
            letters += row.Sum(cell => (cell as string)?.Length ?? 8);
            rows.Add(row);
        }

        return new ResultTable(columns, rows, IsCut: false);
    }

    private object? Cell(NpgsqlDataReader reader, int column)
    {
        if (reader.IsDBNull(column))
            return null;
        switch (reader.GetDataTypeName(column))
        {
            case "smallint" or "integer" or "bigint": return reader.GetInt64(column);
            case "numeric": return reader.GetDecimal(column);
            case "real" or "double precision": return Math.Round(reader.GetDouble(column), 6);
            case "boolean": return reader.GetBoolean(column);
            case "date": return reader.GetFieldValue<DateOnly>(column).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            case "timestamp with time zone": return reader.GetFieldValue<DateTime>(column).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            case "timestamp without time zone": return reader.GetFieldValue<DateTime>(column).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
            case "text" or "character varying" or "name" or "character" or "unknown": return Cut(reader.GetString(column));
            default: return Cut(Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) ?? "");
        }
    }

    private string Cut(string text) => text.Length <= options.CellLetters ? text : text[..options.CellLetters] + "…";
}
