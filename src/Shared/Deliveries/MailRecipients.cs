using Dapper;
using Npgsql;

namespace SnsOps.Shared.Deliveries;

/// <summary>Who gets a client's mail without a login: entered by a manager, confirmed by themselves.</summary>
public static class MailRecipients
{
    /// <summary>Their addresses, those that were taken away or came back left out.</summary>
    public static async Task<IReadOnlyList<string>> OfClientAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid clientId, CancellationToken ct) =>
        (await connection.QueryAsync<string>(new CommandDefinition(
            $"select c.address from contacts c where c.client_id = @clientId and {MailToSend.Reachable} order by lower(c.address)", new { clientId }, transaction, cancellationToken: ct))).AsList();
}
