using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using SnsOps.Shared.ExternalCalls;

namespace SnsOps.Shared.Llm;

/// <summary>Finds answers to exactly the same question of the same client. They are kept by the ledger, in the transaction that says what they cost.</summary>
internal sealed partial class LlmCache(NpgsqlDataSource database, ILogger<LlmCache> logger)
{
    /// <summary>All that decides what is answered: another model of the first choice makes another question of it.</summary>
    public static byte[] KeyOf(LlmRequest request, string? model)
    {
        var words = SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new
        {
            request.Task, request.System, request.Prompt, request.Before, request.MaxTokens, request.Temperature, request.Variant, model,
        })));
        return request.Images.Count == 0 ? words
            : SHA256.HashData([.. words, .. request.Images.SelectMany(image => (byte[])[.. SHA256.HashData(Encoding.UTF8.GetBytes(image.MediaType)), .. SHA256.HashData(image.Bytes.Span)])]);
    }

    /// <summary>The answer, if there is one that is young enough. Without PostgreSQL there is none.</summary>
    public async Task<LlmCached?> FindAsync(LlmRequest request, byte[] key, CancellationToken ct)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            return await connection.QuerySingleOrDefaultAsync<LlmCached>(new CommandDefinition("""
                select provider, model, content, output_tokens from llm_cache
                 where client_id = @ClientId and request = @key and expires_at > (select snsops.now()) and kept_at > (select snsops.now()) - @CacheFor::interval
                """, new { request.ClientId, key, request.CacheFor }, cancellationToken: ct));
        }
        catch (Exception e) when (Outage.Is(e))
        {
            LogAway(e);
            return null;
        }
    }

    /// <summary>Forgets what is too old, and the oldest of what is too much.</summary>
    public async Task TidyAsync(int most, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            delete from llm_cache where expires_at <= greatest(snsops.now(), (select expires_at from llm_cache order by expires_at desc offset @most limit 1))
            """, new { most }, cancellationToken: ct));
    }

    [LoggerMessage(8043, LogLevel.Warning, "Kept answers of language models could not be reached: a provider is asked", EventName = "LlmCacheAway")]
    private partial void LogAway(Exception e);
}

/// <summary>A kept answer.</summary>
internal sealed record LlmCached(string Provider, string Model, string Content, int OutputTokens);
