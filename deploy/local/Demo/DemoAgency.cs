using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SnsOps.Local.State;
using SnsOps.Local.Supervision;

namespace SnsOps.Local.Demo;

/// <summary>A small agency, put in through the front door: its people use the Api as they would by the page.</summary>
internal sealed class DemoAgency(Fleet fleet, Secrets secrets, Action<string> say)
{
    private const string PasswordVariable = "SNSOPS_DEMO_PASSWORD";
    private const int CommentsPerSecond = 200;
    private const double DemoCommentsPerSecond = 0.5;

    private readonly Dictionary<DemoClient, string> _clientIds = [];
    private readonly Dictionary<DemoAccount, string> _accountIds = [];

    /// <summary>Who may sign in, and with what.</summary>
    internal string Logins =>
        $"로그인 / login: {DemoCast.Manager.Email} · 암호 / password: {secrets.DemoPassword}"
        + $"  (같은 암호 / same password: {string.Join(", ", DemoCast.Staff.Prepend(DemoCast.Admin).Where(person => person != DemoCast.Manager).Select(person => person.Email))})";

    /// <summary>Makes the people, clients and accounts that are not there yet.</summary>
    internal async Task PrepareAsync(CancellationToken ct)
    {
        await fleet.RunApiVerbAsync(
            new Dictionary<string, string?> { [PasswordVariable] = secrets.DemoPassword }, ct,
            "create-admin", "--email", DemoCast.Admin.Email, "--password-env", PasswordVariable);
        using var admin = await DemoHttp.SignInAsync(fleet.ApiUrl, DemoCast.Admin.Email, secrets.DemoPassword, ct);
        var people = new Dictionary<DemoPerson, string>();
        foreach (var person in DemoCast.Staff)
            people[person] = DemoHttp.IdOf(await admin.EnsureAsync("/v1/users", "email", new JsonObject
            {
                ["email"] = person.Email, ["name"] = person.Name, ["role"] = person.Role, ["password"] = secrets.DemoPassword,
            }, ct));
        foreach (var client in DemoCast.Clients)
        {
            var id = _clientIds[client] = DemoHttp.IdOf(await admin.EnsureAsync(
                "/v1/clients", "name", new JsonObject { ["name"] = client.Name, ["time_zone"] = DemoCast.TimeZone }, ct));
            foreach (var (person, userId) in people)
            {
                // The client's own person sees the café only.
                if (person != DemoCast.Client || client == DemoCast.Cafe)
                    await admin.PutAsync($"/v1/clients/{id}/members/{userId}", null, ct);
            }
            foreach (var account in client.Accounts)
                await ConnectAsync(admin, client, account, ct);
        }

        await AddPageAdminAsync(ct);
    }

    /// <summary>Plays comments, and schedules one more round of posts over the next two minutes.</summary>
    internal async Task PlayAsync(string? comments, CancellationToken ct)
    {
        using var author = await DemoHttp.SignInAsync(fleet.ApiUrl, DemoCast.Operator.Email, secrets.DemoPassword, ct);
        using var approver = await DemoHttp.SignInAsync(fleet.ApiUrl, DemoCast.Manager.Email, secrets.DemoPassword, ct);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(DemoCast.TimeZone);
        var begin = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, zone);
        begin = begin.AddTicks(-(begin.Ticks % TimeSpan.TicksPerSecond));
        foreach (var post in DemoRound.At(begin))
        {
            var due = begin.AddSeconds(post.AfterSeconds);
            await ScheduleAsync(author, approver, post, due, ct);
            var where = string.Join(", ", post.Accounts.Select(account => $"{account.Name} ({account.Platform})"));
            var end = post.Accounts.All(account => account.MayPublish) ? "게시" : "실패 (게시 권한이 없는 계정)";
            say($"데모: {due.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} KST  {post.Title} → {where}: {end}");
        }
        await PlayCommentsAsync(comments, ct);
    }

    /// <summary>Somebody with a role on every page, so that "계정 연결" on the page can be tried.</summary>
    private async Task AddPageAdminAsync(CancellationToken ct)
    {
        using var sandbox = new DemoHttp(fleet.SandboxUrl!);
        await sandbox.PostAsync("/_sandbox/accounts", new JsonObject
        {
            ["platform"] = "person", ["id"] = DemoCast.PageAdminId, ["name"] = DemoCast.Manager.Name, ["token"] = "EAAD-" + DemoCast.PageAdminId,
            ["pages"] = new JsonArray([.. DemoCast.Clients.SelectMany(client => client.Accounts).Where(account => account.Platform == "facebook").Select(account => JsonValue.Create(account.Id))]),
        }, ct);
    }

    private async Task ConnectAsync(DemoHttp admin, DemoClient client, DemoAccount account, CancellationToken ct)
    {
        var token = TokenOf(account);
        var expires = DateTimeOffset.UtcNow.AddDays(60).ToString("O", CultureInfo.InvariantCulture);
        using var sandbox = new DemoHttp(fleet.SandboxUrl!);
        await sandbox.PostAsync("/_sandbox/accounts", new JsonObject
        {
            ["platform"] = account.Platform, ["id"] = account.Id, ["name"] = account.Name, ["token"] = token,
            ["followers"] = account.Followers, ["expires_at"] = expires, ["client_label"] = client.Name,
            ["instagram"] = account.Platform == "facebook" ? Array.Find(client.Accounts, other => other.Platform == "instagram")?.Id : null,
        }, ct);
        await sandbox.PostAsync("/_sandbox/tokens", new JsonObject
        {
            ["account_id"] = account.Id, ["state"] = "valid",
            ["scopes"] = new JsonArray([.. account.GrantedScopes.Select(scope => JsonValue.Create(scope))]),
        }, ct);
        var connected = await admin.EnsureAsync($"/v1/clients/{_clientIds[client]}/accounts", "platform_account_id", new JsonObject
        {
            ["platform"] = account.Platform, ["platform_account_id"] = account.Id, ["name"] = account.Name,
            ["access_token"] = token, ["token_expires_at"] = expires,
        }, ct);
        var id = _accountIds[account] = DemoHttp.IdOf(connected);
        // The one that may not publish was set aside in the round before; its client "reconnected" it, wrongly again.
        if ((string?)connected["state"] != "active")
            await admin.PutAsync($"/v1/accounts/{id}/token", new JsonObject { ["access_token"] = token, ["token_expires_at"] = expires }, ct);
    }

    private async Task ScheduleAsync(DemoHttp author, DemoHttp approver, DemoPost post, DateTimeOffset due, CancellationToken ct)
    {
        var clientId = _clientIds[post.Client];
        var media = new JsonArray();
        if (post.Media is { } file)
            media.Add(DemoHttp.IdOf(await author.UploadAsync($"/v1/clients/{clientId}/media?file_name={file}", Picture(file), "image/jpeg", ct)));
        var content = new JsonObject
        {
            ["client_id"] = clientId, ["title"] = post.Title, ["body"] = post.Body, ["media_ids"] = media,
            ["account_ids"] = new JsonArray([.. post.Accounts.Select(account => JsonValue.Create(_accountIds[account]))]),
        };
        if (post.Link is { } link)
            content["link"] = link;
        var id = DemoHttp.IdOf(await author.PostAsync("/v1/contents", content, ct));
        await author.PostAsync($"/v1/contents/{id}/submit", null, ct);
        await approver.PostAsync($"/v1/contents/{id}/approve", null, ct);
        await approver.PostAsync($"/v1/contents/{id}/schedule", new JsonObject
        {
            ["scheduled_at"] = due.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), ["time_zone"] = DemoCast.TimeZone,
        }, ct);
    }

    private async Task PlayCommentsAsync(string? file, CancellationToken ct)
    {
        using var sandbox = new DemoHttp(fleet.SandboxUrl!);
        // Not on the account that is set aside: nothing is collected from it until it is reconnected.
        var accounts = DemoCast.Clients.SelectMany(client => client.Accounts).Where(account => account.MayPublish).Select(account => account.Id);
        var play = new JsonObject { ["account_ids"] = new JsonArray([.. accounts.Select(id => JsonValue.Create(id))]) };
        if (file is not null)
        {
            play["path"] = file;
            play["per_second"] = CommentsPerSecond;
            await sandbox.PostAsync("/_sandbox/comments/play-file", play, ct);
            say($"데모: {file}의 댓글이 초당 {CommentsPerSecond}개씩 올라옵니다 / its comments arrive at {CommentsPerSecond} a second");
            return;
        }
        var status = await sandbox.GetAsync("/_sandbox/comments/status", ct);
        if ((bool?)status["done"] is not false)
        {
            play["per_second"] = DemoCommentsPerSecond;
            await sandbox.PostAsync("/_sandbox/comments/play", play, ct);
        }
        say("데모: 댓글이 2초에 하나씩 달리고 30초마다 수집됩니다 / a comment every 2 s, collected every 30 s");
    }

    /// <summary>The same at each start, so that neither side forgets it; nobody else can guess it.</summary>
    private string TokenOf(DemoAccount account) =>
        "EAAD" + Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secrets.MetaAppSecret), Encoding.UTF8.GetBytes(account.Id)));

    private static byte[] Picture(string name)
    {
        using var stream = typeof(DemoAgency).Assembly.GetManifestResourceStream("demo/" + name)
            ?? throw new InvalidOperationException($"the picture {name} is not in the assembly");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
