using System.Globalization;
using System.Text.Json.Nodes;
using SnsOps.Local.Supervision;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>A small agency, put in through the front door: one client with four accounts, staff of each role, and a second client.</summary>
public sealed class Agency : IDisposable
{
    internal const string Password = "온기카페-시험-비밀번호-1";
    private static int _lastId = Random.Shared.Next(100_000_000);

    private Agency(Person admin) => Admin = admin;

    internal Person Admin { get; }

    internal Person Manager { get; private set; } = null!;

    internal Person Operator { get; private set; } = null!;

    internal static string EmailOf(string role) => role + "@e2e.snsops.example";

    internal Guid Client { get; private set; }

    /// <summary>The operator does not work for this one.</summary>
    internal Guid OtherClient { get; private set; }

    internal Account Instagram => Accounts[0];

    internal Account Facebook => Accounts[1];

    /// <summary>Two on each platform.</summary>
    internal IReadOnlyList<Account> Accounts { get; private set; } = [];

    /// <summary>One stored picture of the client.</summary>
    internal Guid Picture { get; private set; }

    internal static async Task<Agency> FoundAsync(Fleet fleet, Platforms platforms, CancellationToken ct)
    {
        const string variable = "SNSOPS_E2E_PASSWORD";
        await fleet.RunApiVerbAsync(new Dictionary<string, string?> { [variable] = Password }, ct, "create-admin", "--email", EmailOf("admin"), "--password-env", variable);
        var agency = new Agency(await Person.SignInAsync(fleet.ApiUrl, EmailOf("admin"), Password));
        agency.Client = IdOf(await agency.Admin.PostAsync("/v1/clients", new { name = "온기카페", time_zone = "Asia/Seoul" }));
        agency.OtherClient = IdOf(await agency.Admin.PostAsync("/v1/clients", new { name = "서울숲 치과", time_zone = "Asia/Seoul" }));
        foreach (var (role, name) in (IEnumerable<(string, string)>)[("manager", "이도윤"), ("operator", "박서연"), ("client", "최민준")])
        {
            var user = IdOf(await agency.Admin.PostAsync("/v1/users", new { email = EmailOf(role), name, role, password = Password }));
            await agency.Admin.PutAsync($"/v1/clients/{agency.Client}/members/{user}");
        }
        agency.Accounts =
        [
            await agency.ConnectAsync(platforms, agency.Client, "instagram", "온기카페 성수점"), await agency.ConnectAsync(platforms, agency.Client, "facebook", "온기카페"),
            await agency.ConnectAsync(platforms, agency.Client, "instagram", "온기카페 로스터리"), await agency.ConnectAsync(platforms, agency.Client, "facebook", "온기 로스터리"),
        ];
        agency.Manager = await Person.SignInAsync(fleet.ApiUrl, EmailOf("manager"), Password);
        agency.Operator = await Person.SignInAsync(fleet.ApiUrl, EmailOf("operator"), Password);
        agency.Picture = IdOf(await agency.Operator.UploadAsync($"/v1/clients/{agency.Client}/media", Pictures.Jpeg("온기카페")));
        return agency;
    }

    /// <summary>Connects one more account.</summary>
    internal async Task<Account> ConnectAsync(Platforms platforms, Guid client, string platform, string name)
    {
        var platformId = string.Create(CultureInfo.InvariantCulture, $"1784{Interlocked.Increment(ref _lastId):0000000000}");
        var token = $"EAAE{Guid.NewGuid():N}";
        await platforms.AddAccountAsync(platform, platformId, name, token);
        var connected = await Admin.PostAsync($"/v1/clients/{client}/accounts", new
        {
            platform, platform_account_id = platformId, name, access_token = token, token_expires_at = DateTimeOffset.UtcNow.AddDays(60).ToString("O", CultureInfo.InvariantCulture),
        });
        return new Account(IdOf(connected), platform, platformId, name, token);
    }

    /// <summary>Writes a content, has it approved and sets its time; with the client's picture unless other <paramref name="media"/> are named.</summary>
    /// <returns>The content's id.</returns>
    internal async Task<Guid> ScheduleAsync(string text, DateTimeOffset due, IEnumerable<Account> accounts, IReadOnlyList<Guid>? media = null)
    {
        var id = await ApproveAsync(text, accounts, media);
        await SetTimeAsync(id, due);
        return id;
    }

    /// <summary>Sets the time of an approved content.</summary>
    internal async Task<Reply> SetTimeAsync(Guid content, DateTimeOffset due)
    {
        var reply = await Operator.SendAsync(HttpMethod.Post, $"/v1/contents/{content}/schedule", Person.Json(new
        {
            scheduled_at = due.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture), time_zone = "Asia/Seoul",
        }));
        Assert.True(reply.Status == 200, reply.Text);
        return reply;
    }

    /// <summary>Writes a content and has it approved.</summary>
    internal async Task<Guid> ApproveAsync(string text, IEnumerable<Account> accounts, IReadOnlyList<Guid>? media = null)
    {
        var id = IdOf(await Operator.PostAsync("/v1/contents", new
        {
            client_id = Client, title = text.Length > 40 ? text[..40] : text, body = text, media_ids = media ?? [Picture], account_ids = accounts.Select(account => account.Id),
        }));
        await Operator.PostAsync($"/v1/contents/{id}/submit");
        await Manager.PostAsync($"/v1/contents/{id}/approve");
        return id;
    }

    internal static Guid IdOf(JsonObject item) => Guid.Parse((string)item["id"]!);

    public void Dispose()
    {
        Admin.Dispose();
        Manager?.Dispose();
        Operator?.Dispose();
    }
}

/// <summary>An account of the client: ours, and as its platform knows it.</summary>
internal sealed record Account(Guid Id, string Platform, string PlatformId, string Name, string Token);
