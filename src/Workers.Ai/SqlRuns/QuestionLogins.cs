using System.Collections.Concurrent;
using System.Globalization;
using Dapper;
using Npgsql;
using SnsOps.Shared.Questions;
using SnsOps.Shared.Security;

namespace SnsOps.Workers.Ai.SqlRuns;

/// <summary>Opens connections as a client's own login, which is made when it is first needed. Its password follows from the installation's key and is kept nowhere.</summary>
/// <remarks>A login of its own and not <c>set role</c>: what a statement might reach by undoing that would be the rights of the program itself.</remarks>
internal sealed class QuestionLogins(NpgsqlDataSource database, SecurityOptions security, SqlRunOptions options)
{
    private readonly QuestionPasswords _passwords = new(security);
    private readonly ConcurrentDictionary<Guid, string> _known = [];

    /// <summary>An open connection of its own, never shared: nothing that a statement leaves in a session outlives it.</summary>
    /// <exception cref="QuestionsNotSetUpException">The program's user may not make logins, and nobody has made this one.</exception>
    public async Task<NpgsqlConnection> OpenAsync(Guid clientId, CancellationToken ct)
    {
        var isNew = !_known.TryGetValue(clientId, out var login);
        login ??= await EnsureAsync(clientId, ct);
        try
        {
            return await ConnectAsync(login, clientId, ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification && !isNew)
        {
            // Another key than the one it was made with, or the login is gone.
            return await ConnectAsync(await EnsureAsync(clientId, ct), clientId, ct);
        }
    }

    private async Task<string> EnsureAsync(Guid clientId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        try
        {
            var login = (await connection.ExecuteScalarAsync<string>(new CommandDefinition(
                "select snsops.open_questions(@clientId, @verifier)::text", new { clientId, verifier = _passwords.VerifierOf(clientId) }, cancellationToken: ct)))!;
            return _known[clientId] = login;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedObject)
        {
            // A superuser may have made it (open-questions): then it is simply there.
            if (await connection.ExecuteScalarAsync<string>(new CommandDefinition("select role::text from snsops.question_roles where client_id = @clientId", new { clientId }, cancellationToken: ct)) is { } made)
                return _known[clientId] = made;
            throw new QuestionsNotSetUpException(e.MessageText);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(string login, Guid clientId, CancellationToken ct)
    {
        var settings = string.Create(CultureInfo.InvariantCulture,
            $"-c default_transaction_read_only=on -c statement_timeout={options.StatementMs} -c lock_timeout={options.LockMs} -c idle_in_transaction_session_timeout=5000 -c max_parallel_workers_per_gather=0 -c work_mem=16MB");
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Username = login, Password = _passwords.Of(clientId), Pooling = false, ApplicationName = "snsops-questions", SearchPath = "ask", Options = settings,
            MaxAutoPrepare = 0, KeepAlive = 0, PersistSecurityInfo = false,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Logins cannot be made here; the message says why.</summary>
internal sealed class QuestionsNotSetUpException(string message) : Exception(message);
