using Dapper;
using Npgsql;
using SnsOps.Shared.Questions;

namespace SnsOps.Api.Commands;

/// <summary>Makes the fence of questions and every client's login, with the rights of whoever runs it: where the program's own user may not create roles.</summary>
internal sealed class OpenQuestions(NpgsqlDataSource database, QuestionPasswords passwords)
{
    /// <summary>Does it; again is harmless, and needed for clients that came later.</summary>
    /// <returns>How many logins there are.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("select snsops.prepare_questions()", cancellationToken: ct));
        var clients = (await connection.QueryAsync<Guid>(new CommandDefinition("select id from clients where active order by id", cancellationToken: ct))).AsList();
        foreach (var id in clients)
            await connection.ExecuteAsync(new CommandDefinition("select snsops.open_questions(@id, @verifier)", new { id, verifier = passwords.VerifierOf(id) }, cancellationToken: ct));
        return clients.Count;
    }
}
