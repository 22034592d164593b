using System.Security.Cryptography;
using SnsOps.Api.Commands;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Security;

namespace SnsOps.Integration.Api;

/// <summary>Tokens are sealed anew with the current key: to the end, however often it is stopped, and with what is written meanwhile.</summary>
public sealed class ReencryptTests
{
    private static readonly TokenVault Both = Vault("k2", ("k1", Agency.Security.TokenKeys["k1"]), ("k2", Key("새 키")));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_rows_are_sealed_anew_even_those_written_during_the_run()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        var accounts = new List<Guid>();
        for (var i = 0; i < 10; i++)
            accounts.Add(await agency.AccountAsync(client, "facebook", $"p{i}", $"비밀-{i}"));
        var written = false;

        var result = await new ReencryptTokens(database.DataSource, Both, batch: 4).RunAsync(
            async _ =>
            {
                if (written)
                    return;
                written = true;      // a process that still has the old key as the current one: of the first account, which is behind us
                await AddAsync(database, client, accounts.Min(), 2, "k1", new TokenVault(Agency.Security).Seal(accounts.Min(), "그사이 새 토큰"));
            }, Ct);

        Assert.Equal((11, 0), (result.Done, result.Unreadable.Count));
        Assert.Equal(0, await database.ScalarAsync<int>("select count(*)::int from account_tokens where key_id <> 'k2'"));
        var onlyNew = Vault("k2", ("k2", Key("새 키")));
        Assert.Equal("그사이 새 토큰", onlyNew.Open(accounts.Min(), "k2", (await database.ScalarAsync<byte[]>("select access_token from account_tokens where version = 2"))!));
        for (var i = 0; i < 10; i++)
            Assert.Equal($"비밀-{i}", onlyNew.Open(accounts[i], "k2", (await database.ScalarAsync<byte[]>("select access_token from account_tokens where account_id = @id and version = 1", new { id = accounts[i] }))!));
        Assert.Equal(0, (await new ReencryptTokens(database.DataSource, Both).RunAsync(_ => Task.CompletedTask, Ct)).Done);
    }

    [Fact]
    public async Task A_run_that_was_stopped_goes_on_and_what_cannot_be_read_is_named_and_left()
    {
        await using var database = await TestDatabase.CreateAsync();
        var agency = new Agency(database);
        var client = await agency.ClientAsync();
        for (var i = 0; i < 6; i++)
            await agency.AccountAsync(client, "facebook", $"p{i}", $"비밀-{i}");
        var lost = await agency.AccountAsync(client, "facebook", "p-lost", "잃어버림");
        await database.ExecuteAsync("update account_tokens set key_id = 'k0' where account_id = @lost", new { lost });

        await Assert.ThrowsAsync<OperationCanceledException>(() => new ReencryptTokens(database.DataSource, Both, batch: 2).RunAsync(_ => throw new OperationCanceledException(), Ct));
        Assert.Equal(2, await database.ScalarAsync<int>("select count(*)::int from account_tokens where key_id = 'k2'"));
        var result = await new ReencryptTokens(database.DataSource, Both, batch: 2).RunAsync(_ => Task.CompletedTask, Ct);

        Assert.Equal(4, result.Done);
        Assert.Equal($"{lost} v1 (k0)", Assert.Single(result.Unreadable));
        Assert.Equal("k0", await database.ScalarAsync<string>("select key_id from account_tokens where account_id = @lost", new { lost }));
    }

    private static Task<int> AddAsync(TestDatabase database, Guid client, Guid account, int version, string key, byte[] token) => database.ExecuteAsync(
        "insert into account_tokens (client_id, account_id, version, key_id, access_token) values (@client, @account, @version, @key, @token)", new { client, account, version, key, token });

    private static TokenVault Vault(string current, params (string Id, string Key)[] keys) => new(new SecurityOptions { CurrentKey = current, TokenKeys = keys.ToDictionary(k => k.Id, k => k.Key) });

    private static string Key(string text) => Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
