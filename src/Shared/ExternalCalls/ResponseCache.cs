using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SnsOps.Shared.Platforms;

namespace SnsOps.Shared.ExternalCalls;

/// <summary>Answers of reads, kept in PostgreSQL for all processes, by account and request. A process asks for one thing once at a time.</summary>
/// <remarks>
/// A write of an account drops everything that is kept of it: in this process at once, for the others within a moment (<see cref="CacheKeeper"/>).
/// Without PostgreSQL there is no cache, and the read is made.
/// </remarks>
public sealed partial class ResponseCache(ResponseCacheSql sql, ExternalCallOptions options, ILogger<ResponseCache> logger)
{
    private static readonly TimeSpan WriteIsRemembered = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<Key, SemaphoreSlim> _flights = new();
    private readonly ConcurrentDictionary<Guid, long> _writes = new();
    private readonly ConcurrentDictionary<Guid, byte> _undropped = new();
    private long _hits;
    private long _misses;

    /// <summary>Reads that were answered from here, and those that were made, by this process.</summary>
    public (long Hits, long Misses) Counts => (Interlocked.Read(ref _hits), Interlocked.Read(ref _misses));

    /// <summary>The answer kept for a request, or a new one.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="request">What is asked, without tokens.</param>
    /// <param name="use">How old the answer may be.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="kept">What of an answer is worth keeping; null: nothing.</param>
    /// <param name="answer">The answer of what was kept.</param>
    /// <param name="ct">Stops it.</param>
    public async Task<T> ReadAsync<T>(
        ConnectedAccount account, string request, CacheUse use, Func<CancellationToken, Task<T>> ask, Func<T, JsonElement?> kept, Func<JsonElement, T> answer, CancellationToken ct)
    {
        var key = new Key(account.Id, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(request))));
        if ((await FindAsync(key, use, ct)).Body is { } known)
            return Hit(answer, known);
        var flight = _flights.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await flight.WaitAsync(ct);
        try
        {
            var (now, body) = await FindAsync(key, use, ct);
            if (body is not null)
                return Hit(answer, body);
            var started = TimeProvider.System.GetTimestamp();
            Interlocked.Increment(ref _misses);
            var fresh = await ask(ct);
            if (now is { } askedAt && kept(fresh) is { } worth)
                await KeepAsync(account, key, worth, askedAt, use, started);
            return fresh;
        }
        finally
        {
            _flights.TryRemove(KeyValuePair.Create(key, flight));
            flight.Release();
        }
    }

    /// <summary>The account was written to: nothing that was asked before holds any more.</summary>
    public void Drop(ConnectedAccount account)
    {
        _writes[account.Id] = TimeProvider.System.GetTimestamp();
        _undropped[account.Id] = 0;
    }

    /// <summary>Drops for all processes what this one's writes made stale.</summary>
    internal async Task DropAsync(CancellationToken ct)
    {
        Guid[] accounts = [.. _undropped.Keys];
        if (accounts.Length == 0)
            return;
        var before = TimeProvider.System.GetTimestamp();
        await sql.DropAsync(accounts, ct);
        foreach (var account in accounts)
        {
            if (_writes.TryGetValue(account, out var written) && written <= before)
                _undropped.TryRemove(account, out _);
        }

        foreach (var (account, at) in _writes)
        {
            if (TimeProvider.System.GetElapsedTime(at) > WriteIsRemembered)
                _writes.TryRemove(KeyValuePair.Create(account, at));
        }
    }

    private T Hit<T>(Func<JsonElement, T> answer, string body)
    {
        Interlocked.Increment(ref _hits);
        using var document = JsonDocument.Parse(body);
        return answer(document.RootElement.Clone());
    }

    private async Task<(DateTimeOffset? Now, string? Body)> FindAsync(Key key, CacheUse use, CancellationToken ct)
    {
        try
        {
            var (now, body) = await sql.FindAsync(key.Account, Convert.FromHexString(key.Request), use, ct);
            return (now, _undropped.ContainsKey(key.Account) ? null : body);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            LogAway(e);
            return (null, null);
        }
    }

    private async Task KeepAsync(ConnectedAccount account, Key key, JsonElement worth, DateTimeOffset askedAt, CacheUse use, long started)
    {
        var body = worth.GetRawText();
        if (body.Length > options.CacheEntryKilobytes * 1024 || (_writes.TryGetValue(account.Id, out var written) && written >= started))
            return;
        try
        {
            await sql.KeepAsync(account, Convert.FromHexString(key.Request), body, askedAt, use.For);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            LogAway(e);
        }
    }

    [LoggerMessage(8030, LogLevel.Warning, "Kept answers could not be reached: the platform is asked", EventName = "ResponseCacheAway")]
    private partial void LogAway(Exception e);

    private readonly record struct Key(Guid Account, string Request);
}
