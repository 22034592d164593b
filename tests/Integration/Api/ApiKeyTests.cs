namespace SnsOps.Integration.Api;

/// <summary>Keys of programs: shown once, stored hashed, within scopes, clients, time and their owner's rights.</summary>
public sealed class ApiKeyTests(ApiServer api) : IClassFixture<ApiServer>
{
    [Fact]
    public async Task A_key_does_what_its_scopes_say_for_its_client_and_notes_its_use()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        await api.Admin.SendAsync(HttpMethod.Put, $"/v1/clients/{other.Client}/members/{team.Manager.UserId}", null, 204);
        var (id, key) = await team.Manager.KeyAsync(team.Client, "contents:read", "contents:write", "clients:read");
        var program = new Session(api.Bearer(key), key, "", team.Manager.UserId);

        await program.PostAsync("/v1/contents", new { client_id = team.Client, title = "프로그램이 쓴 글" }, 201);
        Assert.Single((await program.GetAsync("/v1/contents"))["items"]!.AsArray());
        Assert.Equal(team.Client, (Guid)Assert.Single((await program.GetAsync("/v1/clients"))["items"]!.AsArray())!["id"]!);
        Assert.Equal("client.not_found", await program.RefusedAsync(HttpMethod.Post, "/v1/contents", new { client_id = other.Client, title = "묶이지 않은 손님" }, 404));
        Assert.Equal("auth.scope_missing", await program.RefusedAsync(HttpMethod.Get, "/v1/comments", null, 403));
        Assert.Equal("auth.scope_missing", await program.RefusedAsync(HttpMethod.Post, "/v1/api-keys", new { name = "새끼 키", scopes = new[] { "contents:read" }, client_ids = new[] { team.Client } }, 403));
        Assert.Equal([team.Client], (await program.GetAsync("/v1/me"))["client_ids"]!.AsArray().Select(c => (Guid)c!));

        var seen = (await team.Manager.GetAsync("/v1/api-keys"))["items"]!.AsArray().Single(k => (Guid)k!["id"]! == id)!;
        Assert.Equal(("active", key[..12], true), ((string)seen["state"]!, (string)seen["start"]!, seen["last_used_at"] is not null));
        Assert.DoesNotContain(key, seen.ToJsonString(), StringComparison.Ordinal);
        var written = (await api.Admin.GetAsync($"/v1/audit?api_key_id={id}"))["items"]!.AsArray();
        Assert.Contains(written, w => (string)w!["operation"]! == "createContent" && (Guid)w["actor_id"]! == team.Manager.UserId);
    }

    [Fact]
    public async Task A_key_ends_when_revoked_when_its_time_is_over_and_with_its_owners_rights()
    {
        var team = await api.TeamAsync();
        var owner = await api.UserAsync("manager", team.Client);
        var (revoked, first) = await owner.KeyAsync(team.Client);
        await owner.SendAsync(HttpMethod.Delete, $"/v1/api-keys/{revoked}", null, 204);
        Assert.Equal("auth.key_invalid", await RefusedAsync(first));

        var (expired, second) = await owner.KeyAsync(team.Client);
        await api.Database.ExecuteAsync("update api_keys set created_at = snsops.now() - interval '91 days', expires_at = snsops.now() - interval '1 second' where id = @expired", new { expired });
        Assert.Equal("auth.key_expired", await RefusedAsync(second));

        var (_, third) = await owner.KeyAsync(team.Client);
        await api.Admin.SendAsync(HttpMethod.Delete, $"/v1/clients/{team.Client}/members/{owner.UserId}", null, 204);
        var program = new Session(api.Bearer(third), third, "", owner.UserId);
        Assert.Empty((await program.GetAsync("/v1/contents"))["items"]!.AsArray());
        await api.Admin.PostAsync($"/v1/users/{owner.UserId}/deactivate", null, 204);
        Assert.Equal("auth.key_invalid", await RefusedAsync(third));
        Assert.Equal("auth.key_invalid", await RefusedAsync("sno_" + new string('x', 43)));
    }

    [Fact]
    public async Task A_key_is_stored_as_a_hash_and_shown_once_even_to_the_same_call()
    {
        var team = await api.TeamAsync();
        var wanted = new { name = "한 번만", scopes = new[] { "contents:read" }, client_ids = new[] { team.Client } };
        var made = await team.Manager.SendAsync(HttpMethod.Post, "/v1/api-keys", wanted, 201, ("Idempotency-Key", "key-once"));
        Assert.Equal("api_key.shown_once", await team.Manager.RefusedAsync(HttpMethod.Post, "/v1/api-keys", wanted, 409, ("Idempotency-Key", "key-once")));
        Assert.Equal(1, await api.Database.ScalarAsync<long>("select count(*) from api_keys where name = '한 번만'"));
        var everything = await api.Database.ScalarAsync<string>("select string_agg(k::text, '|') || (select string_agg(convert_from(body, 'UTF8'), '|') from idempotency_keys where body is not null) from api_keys k");
        Assert.DoesNotContain((string)made["key"]!, everything, StringComparison.Ordinal);
        Assert.Equal(((DateTimeOffset)made["api_key"]!["created_at"]!).AddDays(90), (DateTimeOffset)made["api_key"]!["expires_at"]!);
    }

    [Fact]
    public async Task A_key_is_made_for_known_scopes_and_ones_own_clients_only()
    {
        var (team, other) = (await api.TeamAsync(), await api.TeamAsync());
        Assert.Equal("request.invalid", await RefusedKeyAsync(team.Manager, new { name = "k", scopes = new[] { "everything" }, client_ids = new[] { team.Client } }, 400));
        Assert.Equal("request.invalid", await RefusedKeyAsync(team.Manager, new { name = "k", scopes = Array.Empty<string>(), client_ids = new[] { team.Client } }, 400));
        Assert.Equal("request.invalid", await RefusedKeyAsync(team.Manager, new { name = "k", scopes = new[] { "contents:read" }, client_ids = new[] { team.Client }, days = 5000 }, 400));
        Assert.Equal("client.not_found", await RefusedKeyAsync(team.Manager, new { name = "k", scopes = new[] { "contents:read" }, client_ids = new[] { other.Client } }, 404));
        Assert.Equal("auth.forbidden", await RefusedKeyAsync(team.Operator, new { name = "k", scopes = new[] { "contents:read" }, client_ids = new[] { team.Client } }, 403));
        var scopes = (await team.Manager.GetAsync("/v1/api-keys/scopes"))["items"]!.AsArray().Select(s => (string)s!).ToList();
        Assert.Contains("replies:write", scopes);
        Assert.DoesNotContain(scopes, s => s.StartsWith("api-keys", StringComparison.Ordinal) || s.StartsWith("auth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_of_an_admin_is_a_managers_of_its_clients()
    {
        var team = await api.TeamAsync();
        var (_, key) = await api.Admin.KeyAsync(team.Client);
        var program = new Session(api.Bearer(key), key, "", api.Admin.UserId);
        Assert.Equal("manager", (string?)(await program.GetAsync("/v1/me"))["role"]);
        Assert.Equal("auth.forbidden", await program.RefusedAsync(HttpMethod.Get, "/v1/users", null, 403));
        Assert.Equal("auth.forbidden", await program.RefusedAsync(HttpMethod.Post, "/v1/clients", new { name = "새 손님" }, 403));
    }

    [Fact]
    public async Task An_answer_to_a_person_is_never_repeated_to_a_key()
    {
        var team = await api.TeamAsync();
        var (_, key) = await team.Manager.KeyAsync(team.Client);
        var program = new Session(api.Bearer(key), key, "", team.Manager.UserId);
        var body = new { client_id = team.Client, title = "같은 키, 다른 사람" };
        var first = await team.Manager.SendAsync(HttpMethod.Post, "/v1/contents", body, 201, ("Idempotency-Key", "shared-name"));
        var second = await program.SendAsync(HttpMethod.Post, "/v1/contents", body, 201, ("Idempotency-Key", "shared-name"));
        Assert.NotEqual((Guid)first["id"]!, (Guid)second["id"]!);
    }

    private static Task<string> RefusedKeyAsync(Session who, object body, int expected) => who.RefusedAsync(HttpMethod.Post, "/v1/api-keys", body, expected);

    private async Task<string> RefusedAsync(string key)
    {
        using var http = api.Bearer(key);
        using var answer = await http.GetAsync(new Uri("/v1/contents", UriKind.Relative));
        return (string)(await ApiServer.JsonAsync(answer, 401))["code"]!;
    }
}
