using System.Data;
using System.Globalization;
using Npgsql;
using SnsOps.Shared.Database;

namespace SnsOps.Workers.Ai.SqlRuns;

/// <summary>Runs one statement as a client's own login, in a read-only transaction that is always rolled back, and reads a bounded table.</summary>
/// <remarks>It is safe for whatever text it is given: that is tested with the parser's check left out.</remarks>
internal sealed class SqlRunner(QuestionLogins logins, SqlRunOptions options)
{
    private const int MostTries = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs it.</summary>
    /// <param name="clientId">Whose data it may read.</param>
    /// <param name="sql">As <c>StatementGuard</c> printed it; $1 is the number of rows.</param>
    /// <param name="ct">To end it.</param>
    public async Task<RunOutcome> RunAsync(Guid clientId, string sql, CancellationToken ct)
    {
        try
        {
            await using var connection = await OpenAsync(clientId, ct);
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

    /// <summary>A login has few connections: where others have all of them, one is free in a moment. To begin anew would be to pay the model again.</summary>
    private async Task<NpgsqlConnection> OpenAsync(Guid clientId, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await logins.OpenAsync(clientId, ct);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections && tries < MostTries)
            {
                await Task.Delay(Pause, ct);
            }
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
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleResult | CommandBehavior.SequentialAccess, ct);
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
        catch (Exception e) when (!ct.IsCancellationRequested && !DatabaseAway.Is(e) && e is NpgsqlException or InvalidCastException or NotSupportedException or InvalidOperationException or TimeoutException)
        {
            return e is TimeoutException || DatabaseAway.TookTooLong(e) ? new RunOutcome.TimedOut() : new RunOutcome.Failed(e.GetType().Name);
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
            case "text" or "character varying" or "name" or "character" or "unknown" or "json" or "jsonb" or "xml": return Text(reader, column);
            // Whatever else is so long, an array or bytes, is not even read.
            default: return reader.GetBytes(column, 0, null, 0, 0) > options.CellLetters ? "…" : Cut(Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture) ?? "");
        }
    }

    /// <summary>No more of it than is shown: a cell may be as long as a gigabyte.</summary>
    private string Text(NpgsqlDataReader reader, int column)
    {
        using var text = reader.GetTextReader(column);
        var letters = new char[options.CellLetters + 1];
        return Cut(new string(letters, 0, text.ReadBlock(letters)));
    }

    private string Cut(string text) => text.Length <= options.CellLetters ? text : Letters.First(text, options.CellLetters) + "…";
}
