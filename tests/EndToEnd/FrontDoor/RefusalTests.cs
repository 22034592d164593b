using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SnsOps.EndToEnd.Fixtures;
using SnsOps.Local.State;

namespace SnsOps.EndToEnd.FrontDoor;

/// <summary>Nonsense in, a clear answer out.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class RefusalTests(WorkingFleet fixture)
{
    private Agency Agency => fixture.Agency;

    [Fact]
    public async Task Nobody_gets_in_without_a_token_of_ours_that_is_in_time()
    {
        var secret = Convert.FromBase64String(Secrets.LoadOrCreate(fixture.Options.Folders.SecretsFile).JwtSecret);
        var now = DateTimeOffset.UtcNow;

        Assert.Equal("auth.required", await CodeAsync(null));
        Assert.Equal("auth.token_invalid", await CodeAsync("not.a.token"));
        Assert.Equal("auth.token_invalid", await CodeAsync(Forge(RandomNumberGenerator.GetBytes(32), now.AddMinutes(10))));
        Assert.Equal("auth.token_expired", await CodeAsync(Forge(secret, now.AddMinutes(-1))));
        using var line = await LiveLine.OpenAsync(fixture.Fleet.ApiUrl, Forge(secret, now.AddMinutes(-1)));
        Assert.Null(await line.NextAsync(_ => true));
        Assert.Equal(4001, line.CloseCode);
    }

    [Fact]
    public async Task Each_role_keeps_to_its_own_and_other_clients_rows_do_not_exist()
    {
        var theirs = Agency.IdOf(await Agency.Admin.PostAsync("/v1/contents", new { client_id = Agency.OtherClient, title = "치과 소식", body = "남의 글", account_ids = Array.Empty<Guid>() }));
        var ours = Agency.IdOf(await Agency.Operator.PostAsync("/v1/contents", new { client_id = Agency.Client, title = "우리 글", body = "우리 글", account_ids = new[] { Agency.Facebook.Id } }));
        await Agency.Operator.PostAsync($"/v1/contents/{ours}/submit");

        await RefusedAsync(403, "auth.forbidden", HttpMethod.Post, $"/v1/contents/{ours}/approve");
        await RefusedAsync(403, "auth.forbidden", HttpMethod.Get, "/v1/users");
        await RefusedAsync(404, "content.not_found", HttpMethod.Get, $"/v1/contents/{theirs}");
        await RefusedAsync(404, "content.not_found", HttpMethod.Post, $"/v1/contents/{theirs}/submit");
        await RefusedAsync(404, "client.not_found", HttpMethod.Post, "/v1/contents", Person.Json(new { client_id = Agency.OtherClient, title = "남의 이름으로" }));
        await RefusedAsync(404, "client.not_found", HttpMethod.Get, $"/v1/clients/{Agency.OtherClient}/accounts");
        Assert.Empty((await Agency.Operator.GetAsync($"/v1/contents?client_id={Agency.OtherClient}"))["items"]!.AsArray());
    }

    [Fact]
    public async Task What_cannot_be_read_is_refused_with_the_reason()
    {
        await RefusedAsync(400, "request.malformed", HttpMethod.Post, "/v1/contents", Person.Json("{\"client_id\": \"끝나지 않은"));
        await RefusedAsync(400, "request.malformed", HttpMethod.Post, "/v1/contents", Person.Json("{\"client_id\": 7, \"title\": \"숫자 번호\"}"));
        await RefusedAsync(400, "request.invalid", HttpMethod.Post, "/v1/contents", Person.Json(new { client_id = Agency.Client }));
        await RefusedAsync(404, "content.not_found", HttpMethod.Get, $"/v1/contents/{Guid.CreateVersion7()}");
        await RefusedAsync(404, "publication.not_found", HttpMethod.Post, $"/v1/publications/{Guid.CreateVersion7()}/cancel");
        await RefusedAsync(404, "route.not_found", HttpMethod.Get, "/v1/없는-주소");
        await RefusedAsync(415, "request.unsupported_media_type", HttpMethod.Post, "/v1/contents", Person.Bytes(Poison.Text("title=x"), "application/x-www-form-urlencoded"));
        await RefusedAsync(415, "media.not_an_image", HttpMethod.Post, $"/v1/clients/{Agency.Client}/media", Person.Bytes(Poison.Text("사진이라고 우기는 글"), "image/jpeg"));
        await RefusedAsync(413, "media.too_large", HttpMethod.Post, $"/v1/clients/{Agency.Client}/media", Person.Bytes(new byte[8_400_000], "image/jpeg"));
        await RefusedAsync(403, "media.link_invalid", HttpMethod.Get, $"/media/{new string('0', 64)}?t=image/jpeg&e=9999999999&s=forged");
    }

    private async Task<string?> CodeAsync(string? token)
    {
        using var somebody = new Person(fixture.Fleet.ApiUrl, token);
        var reply = await somebody.SendAsync(HttpMethod.Get, "/v1/me");
        Assert.Equal((401, "application/problem+json"), (reply.Status, reply.Type));
        return reply.Code;
    }

    private async Task RefusedAsync(int status, string code, HttpMethod method, string path, HttpContent? content = null)
    {
        var reply = await Agency.Operator.SendAsync(method, path, content);
        Assert.True((reply.Status, reply.Type) == (status, "application/problem+json"), $"{method} {path}: {reply.Status} {reply.Type} {reply.Text}");
        Assert.Equal(code, reply.Code);
        Assert.All((string[])["title", "detail", "title_en", "detail_en", "traceId", "correlationId"], member => Assert.False(string.IsNullOrEmpty((string?)reply.Body[member]), $"{code} has no {member}"));
    }

    private static string Forge(byte[] secret, DateTimeOffset expires)
    {
        static string Part(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var head = Part(Encoding.UTF8.GetBytes("""{"alg":"HS256","typ":"JWT"}"""));
        var body = Part(JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = "snsops", aud = "snsops-api", sub = Guid.CreateVersion7(), sid = Guid.CreateVersion7(), role = "admin",
            iat = expires.ToUnixTimeSeconds() - 900, nbf = expires.ToUnixTimeSeconds() - 900, exp = expires.ToUnixTimeSeconds(),
        }));
        return $"{head}.{body}.{Part(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes($"{head}.{body}")))}";
    }
}
