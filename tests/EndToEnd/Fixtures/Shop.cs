using System.Globalization;
using System.Text.Json;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>A client of one test's own: an Instagram and a Facebook account below whose posts people write, and the agency's staff working for it.</summary>
internal sealed class Shop
{
    private static int _lastComment = Random.Shared.Next(100_000_000);
    private readonly FleetFixture _fixture;

    private Shop(FleetFixture fixture, string name, Guid client, Account instagram, Account facebook) =>
        (_fixture, Name, Client, Instagram, Facebook) = (fixture, name, client, instagram, facebook);

    internal string Name { get; }

    internal Guid Client { get; }

    internal Account Instagram { get; }

    internal Account Facebook { get; }

    internal static async Task<Shop> OpenAsync(FleetFixture fixture, string name)
    {
        var agency = fixture.Agency;
        var client = Agency.IdOf(await agency.Admin.PostAsync("/v1/clients", new { name, time_zone = "Asia/Seoul" }));
        foreach (var user in await fixture.Database.RowsAsync<Guid>("select id from users where role <> 'admin'"))
            await agency.Admin.PutAsync($"/v1/clients/{client}/members/{user}");
        return new Shop(fixture, name, client,
            await agency.ConnectAsync(fixture.Platforms, client, "instagram", name), await agency.ConnectAsync(fixture.Platforms, client, "facebook", name));
    }

    /// <summary>Somebody of the audience writes below a post of the account, and staff ask for it.</summary>
    internal async Task SayAsync(Account account, string author, params IEnumerable<string> texts)
    {
        await SayUnaskedAsync(account, author, texts);
        await _fixture.Agency.Operator.PostAsync($"/v1/accounts/{account.Id}/sync-comments");
    }

    /// <summary>The same where nobody asks: the schedule finds it.</summary>
    internal Task SayUnaskedAsync(Account account, string author, params IEnumerable<string> texts) => _fixture.Platforms.PlayAsync(new
    {
        account_ids = new[] { account.PlatformId }, per_second = 1000,
        rows = texts.Select(text => new { id = string.Create(CultureInfo.InvariantCulture, $"1809{Interlocked.Increment(ref _lastComment):0000000000}"), text, author }),
    });

    /// <summary>What calls made visible below the account's posts: our answers.</summary>
    internal async Task<IReadOnlyList<string>> AnswersAsync(Account account)
    {
        var ledger = await _fixture.Platforms.GetAsync($"/{account.Platform}/effects?account={account.PlatformId}");
        return [.. ledger["effects"]!.AsArray().Where(effect => (string)effect!["kind"]! == "comment").Select(effect => (string)effect!["text"]!)];
    }

    /// <summary>A report of the client is made, and the staff are told of it, as the worker does at eight in the morning.</summary>
    internal async Task<Guid> ReportAsync(string html)
    {
        var report = Guid.CreateVersion7();
        await _fixture.Database.ExecuteAsync("""
            with made as (
                insert into reports (id, client_id, kind, period_start, period_end, figures, html, as_of)
                values (@report, @Client, 'daily', @day::date, @day::date, @figures::jsonb, @html, snsops.now())
                returning id, client_id),
            told as (
                insert into notifications (id, user_id, client_id, kind, title, message, reference)
                select gen_random_uuid(), u.id, m.client_id, 'report.daily', '일간 리포트가 준비되었습니다', @Name || '의 어제를 정리했습니다', jsonb_build_object('report_id', m.id, 'client_id', m.client_id)
                  from made m cross join users u where u.role = 'operator'
                returning id, user_id, title, message, priority, reference)
            insert into live_events (id, type, user_id, payload)
            select gen_random_uuid(), 'notification', user_id, jsonb_build_object(
                       'type', 'notification', 'notification_id', id, 'title', title, 'message', message, 'priority', priority, 'reference', reference)
              from told
            """, new { report, Client, Name, html, day = "2026-11-20", figures = JsonSerializer.Serialize(new { comments_received = new { value = 3, as_of = DateTimeOffset.UtcNow } }) });
        return report;
    }
}
