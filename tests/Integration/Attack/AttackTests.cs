using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Routing;
using SnsOps.Api.ApiKeys;
using SnsOps.Integration.Api;

namespace SnsOps.Integration.Attack;

/// <summary>Every route of the running Api, called with another client's ids by every role, by keys, and by nobody: nothing comes out and nothing changes.</summary>
public sealed class AttackTests(ApiServer api) : IClassFixture<ApiServer>
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

    [Fact]
    public void Every_route_of_the_api_is_declared_here()
    {
        var mapped = api.Endpoints.SelectMany(Named).Distinct().Order(StringComparer.Ordinal).ToList();
        var declared = Routes.All.Select(r => r.Name).Distinct().ToList();
        var missing = mapped.Except(declared).Select(name =>
            $"    new(\"{name.Split(' ')[0]}\", \"{name.Split(' ')[1]}\", Who.???{(name.Contains('{', StringComparison.Ordinal) ? ", v => [v.???]" : "")}{(name.StartsWith("GET", StringComparison.Ordinal) ? "" : ", (v, own) => new { /* a good body */ }")}),").ToList();
        Assert.True(missing.Count == 0,
            $"""
            These routes are not attacked by anybody yet. Add to tests/Integration/Attack/Routes.cs, with who may call it, the victim's ids for its path
            (a new kind of row gets a property and an insert in Victim.cs) and, where it takes a body, a good one that names the victim:
            {string.Join('\n', missing)}
            """);
        Assert.True(declared.Except(mapped).ToList() is { Count: 0 } gone, "Routes.cs names routes that are not mapped any more: " + string.Join(", ", declared.Except(mapped)));
    }

    [Fact]
    public async Task Nobody_sees_or_changes_another_clients_rows()
    {
        var victim = await Victim.MakeAsync(api);
        var attackers = await AttackersAsync(victim);
        var before = await victim.StateAsync(api);
        var leaks = new List<string>();
        foreach (var attacker in attackers)
        {
            foreach (var route in Routes.All.Where(r => r.IsPersonal || !attacker.IsColleague))
                await AttackAsync(route, attacker, victim, leaks);
        }

        Assert.True(leaks.Count == 0, $"{leaks.Count} of {attackers.Count * Routes.All.Count} calls:\n" + string.Join('\n', leaks.Take(30)));
        var after = await victim.StateAsync(api);
        Assert.Equal(before, after);

        // The same ids are good for the victim's own people: it is not some typing error that was refused.
        var hollow = new List<string>();
        foreach (var route in Routes.All.OrderBy(r => r.Method switch { "GET" => 0, "DELETE" => 2, _ => 1 }).ThenBy(r => r.Path.EndsWith("/deactivate", StringComparison.Ordinal)))
            await ProveAsync(route, victim, hollow);
        Assert.True(hollow.Count == 0, "The attack proves nothing here, as the victim's own people are refused too:\n" + string.Join('\n', hollow));
    }

    [Fact]
    public async Task Events_of_another_client_reach_nobody()
    {
        var (victim, mine) = (await api.TeamAsync(), await api.TeamAsync());
        using var line = await api.ConnectAsync(mine.Manager.AccessToken);
        await api.Database.ExecuteAsync("""
            insert into live_events (id, type, client_id, payload)
            select gen_random_uuid(), t.type, @victim, jsonb_build_object('type', t.type, 'client_id', @victim::text, 'message', @secret)
              from unnest(array['crisis_alert', 'publish_result', 'approval_request', 'new_comment']) as t (type);
            insert into live_events (id, type, user_id, payload)
            select gen_random_uuid(), t.type, @theirs, jsonb_build_object('type', t.type, 'message', @secret) from unnest(array['notification', 'chat_stream']) as t (type);
            insert into live_events (id, type, user_id, payload) values (gen_random_uuid(), 'notification', @me, '{"type": "notification", "title": "내 것"}')
            """, new { victim = victim.Client, theirs = victim.Manager.UserId, me = mine.Manager.UserId, secret = Victim.Secret });
        // Order is kept, so whatever was to come before has come when one's own does.
        while (await line.NextAsync() is { } message)
        {
            Assert.DoesNotContain(victim.Client.ToString(), message.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("\\uC0C8\\uBA74", message.ToJsonString(), StringComparison.Ordinal);
            if ((string?)message["title"] == "내 것")
                return;
        }

        Assert.Fail("the line was closed");
    }

    private async Task AttackAsync(Route route, Attacker attacker, Victim victim, List<string> leaks)
    {
        var (status, text, sent) = await CallAsync(route, attacker.Http, victim, attacker.Client);
        var expected = Expected(route, attacker);
        if (status != expected)
            leaks.Add($"{attacker.Name}: {route.Name} answered {status}, not {expected}: {Short(text)}");
        if (text.Contains(Victim.Secret, StringComparison.Ordinal) || Ids(victim).Any(id => !sent.Contains(id, StringComparison.Ordinal) && text.Contains(id, StringComparison.Ordinal)))
            leaks.Add($"{attacker.Name}: {route.Name} tells something of the victim: {Short(text)}");
    }

    private int Expected(Route route, Attacker attacker)
    {
        if (route.Who == Who.Everybody)
            return route.Refused;
        if (attacker.Refused is { } always)
            return always;
        if (attacker.IsKey && !api.Endpoints.Any(e => Named(e).Contains(route.Name) && (e.Metadata.GetMetadata<OpenToKeys>() is not null || ApiKeyScopes.Needed(e, route.Method) is not null)))
            return 403;
        return route.Allows(attacker.Role) ? route.Refused : 403;
    }

    private async Task ProveAsync(Route route, Victim victim, List<string> hollow)
    {
        var own = route.Who == Who.Admins ? api.Admin.Http : route.Allows("manager") ? victim.Team.Manager.Http : victim.Team.Operator.Http;
        if (route.Who == Who.Everybody)
            return;
        var (status, text, _) = await CallAsync(route, own, victim, victim.Client);
        if (status is not ((>= 200 and < 300) or 409 or 412 or 422) && !route.Own.Contains(status))
            hollow.Add($"{route.Name} answered {status}: {Short(text)}");
    }

    private async Task<(int Status, string Text, string Sent)> CallAsync(Route route, HttpClient http, Victim victim, Guid ownClient)
    {
        var path = route.For(victim) + Query(route, victim);
        using var request = new HttpRequestMessage(new HttpMethod(route.Method == "ANY" ? "GET" : route.Method), path);
        var sent = path;
        if (route.Raw is { } type)
        {
            request.Content = new ByteArrayContent(type == "image/jpeg" ? Pictures.Jpeg(640, 640) : Encoding.UTF8.GetBytes("물음: 주차가 되나요? 답: 됩니다."));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }
        else if (route.Body?.Invoke(victim, ownClient) is { } body)
        {
            request.Content = JsonContent.Create(body);
            sent += await request.Content.ReadAsStringAsync();
        }

        if (route.Header is { } header)
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), sent);
    }

    /// <summary>Every query parameter that takes an id gets the victim's.</summary>
    private string Query(Route route, Victim victim)
    {
        var handler = api.Endpoints.First(e => Named(e).Contains(route.Name)).Metadata.GetMetadata<MethodInfo>();
        var query = new List<string>();
        foreach (var parameter in handler?.GetParameters() ?? [])
        {
            var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
            if (type != typeof(Guid) || route.Path.Contains($"{{{parameter.Name}}}", StringComparison.Ordinal))
                continue;
            Assert.True(victim.Named.TryGetValue(parameter.Name!, out var id), $"{route.Name} takes the id '{parameter.Name}' in its query: add it to Victim.Named");
            query.Add($"{parameter.Name}={id}");
        }

        if (route.Query is not null)
            query.Add(route.Query);
        return query.Count == 0 ? "" : "?" + string.Join('&', query);
    }

    private async Task<IReadOnlyList<Attacker>> AttackersAsync(Victim victim)
    {
        var mine = await api.TeamAsync();
        var customer = await api.UserAsync("client", mine.Client);
        var both = await api.UserAsync("manager", mine.Client, victim.Client);
        var (key, expired, revoked) = (await mine.Manager.KeyAsync(mine.Client), await mine.Manager.KeyAsync(mine.Client), await mine.Manager.KeyAsync(mine.Client));
        await api.Database.ExecuteAsync("""
            update api_keys set created_at = snsops.now() - interval '2 days', expires_at = snsops.now() - interval '1 day' where id = @Expired;
            update api_keys set revoked_at = snsops.now(), revoked_by = user_id where id = @Revoked
            """, new { Expired = expired.Id, Revoked = revoked.Id });
        return
        [
            new("manager of another client", "manager", mine.Client, mine.Manager.Http), new("operator of another client", "operator", mine.Client, mine.Operator.Http),
            new("another client", "client", mine.Client, customer.Http),
            new("key of another client", "manager", mine.Client, api.Bearer(key.Key)) { IsKey = true },
            new("key bound to another client, of who works for both", "manager", mine.Client, api.Bearer((await both.KeyAsync(mine.Client)).Key)) { IsKey = true },
            new("key bound to another client, of an admin", "manager", mine.Client, api.Bearer((await api.Admin.KeyAsync(mine.Client)).Key)) { IsKey = true },
            new("colleague, at what is personal", "operator", mine.Client, victim.Team.Operator.Http) { IsColleague = true },
            new("nobody", "", mine.Client, api.Http()) { Refused = 401 },
            new("token that expired", "", mine.Client, api.Bearer(ApiServer.ExpiredToken(mine.Manager))) { Refused = 401 },
            new("key that expired", "", mine.Client, api.Bearer(expired.Key)) { Refused = 401 }, new("key that was revoked", "", mine.Client, api.Bearer(revoked.Key)) { Refused = 401 },
        ];
    }

    private static IEnumerable<string> Named(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods;
        var path = Route.Plain(endpoint.RoutePattern.RawText!);
        return (methods is null or { Count: 0 } ? [path.StartsWith("/health", StringComparison.Ordinal) ? "GET" : "ANY"] : methods.Where(m => m != "HEAD" && Methods.Contains(m))).Select(m => $"{m} {path}");
    }

    private static IEnumerable<string> Ids(Victim victim) => victim.Named.Values.Select(id => id.ToString());

    private static string Short(string text) => text.Length > 300 ? text[..300] : text;

    /// <summary>Somebody who has no business with the victim.</summary>
    private sealed record Attacker(string Name, string Role, Guid Client, HttpClient Http)
    {
        public bool IsKey { get; init; }

        /// <summary>What every call is answered that asks for a sign-in.</summary>
        public int? Refused { get; init; }

        /// <summary>Works for the victim, so only what is somebody's own is forbidden ground.</summary>
        public bool IsColleague { get; init; }
    }
}
