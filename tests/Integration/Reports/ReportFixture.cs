using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;
using SnsOps.Shared.Storage;

namespace SnsOps.Integration.Reports;

/// <summary>A café with a day behind it (7 August 2026, Seoul), and the process that reports of it.</summary>
internal sealed class ReportFixture : IAsyncDisposable
{
    /// <summary>08:00 in Seoul on 8 August: the report is about the 7th.</summary>
    private static readonly DateTimeOffset Firing = new(2026, 8, 7, 23, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("snsops-reports-").FullName;

    private ReportFixture(TestDatabase database, SandboxServer? sandbox, string[] more)
    {
        Database = database;
        Agency = new Agency(database);
        Process = Workers.Ai.Program.Build(ProcessSettings.For(database, Storage, sandbox, more: more));
    }

    public TestDatabase Database { get; }

    public Agency Agency { get; }

    public WebApplication Process { get; }

    public Guid Client { get; private set; }

    public Guid Account { get; private set; }

    private StorageOptions Storage => new() { Folder = _folder, PublicBaseUrl = "http://127.0.0.1:9", SigningKey = Convert.ToBase64String(new byte[32]) };

    /// <param name="more">Further settings; by default no PDFs are made, which takes seconds.</param>
    /// <param name="sandbox">The models.</param>
    public static async Task<ReportFixture> CreateAsync(SandboxServer? sandbox = null, params string[] more)
    {
        var fixture = new ReportFixture(await TestDatabase.CreateAsync(), sandbox, more.Length > 0 ? more : ["--Reports:WeasyPrint=false"]);
        fixture.Client = await fixture.Agency.ClientAsync();
        fixture.Account = await fixture.Agency.AccountAsync(fixture.Client, "instagram", "17841400000000001", "t");
        await fixture.Database.ExecuteAsync("""
            create table if not exists analytics_snapshots_202608 partition of analytics_snapshots for values from ('2026-08-01 00:00+00') to ('2026-09-01 00:00+00');
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, author, message, posted_at, sentiment, score, sentiment_model, scored_at)
            select gen_random_uuid(), @Client, @Account, 'instagram', 'c' || n, 'p', '손님', '잘 보고 갑니다 ' || n, '2026-08-06 09:00+09'::timestamptz + n * interval '2 hours',
                   case when n % 5 = 0 then 'negative' when n % 3 = 0 then 'neutral' else 'positive' end::sentiment, 0.9, 'words@1', now()
              from generate_series(1, 16) n
            """, new { fixture.Client, fixture.Account });
        await fixture.ObserveAsync("followers", "2026-08-06", 900, "2026-08-06 09:00+09");
        await fixture.ObserveAsync("followers", "2026-08-07", 1010, "2026-08-07 23:00+09");
        await fixture.ObserveAsync("views", "2026-08-06", 5000, "2026-08-07 06:00+09", "day");
        return fixture;
    }

    public T Service<T>()
        where T : notnull => Process.Services.GetRequiredService<T>();

    /// <summary>Another process over the same rows and objects.</summary>
    public WebApplication Another(params string[] more) => Workers.Ai.Program.Build(ProcessSettings.For(Database, Storage, more: more));

    /// <summary>A figure of the account as a platform told it.</summary>
    public Task ObserveAsync(string metric, string day, decimal value, string at, string period = "now") => Database.ExecuteAsync("""
        insert into analytics_snapshots (id, client_id, account_id, platform, metric, for_date, value, period, observed_at)
        values (gen_random_uuid(), @Client, @Account, 'instagram', @metric, @day::date, @value, @period, @at::timestamptz)
        """, new { Client, Account, metric, day, value, period, at });

    /// <summary>Somebody who gets the client's newsletter.</summary>
    public async Task RecipientAsync(string address, bool verified) => await Database.ExecuteAsync("""
        insert into contacts (id, client_id, channel, address, verified_at, created_by, created_at)
        values (gen_random_uuid(), @Client, 'email', @address, case when @verified then now() end, @by, now())
        """, new { Client, address, verified, by = await Agency.UserAsync("manager", Client) });

    /// <summary>Does an item of a job.</summary>
    public Task<JobItemOutcome> RunAsync(string job, Guid? subject = null, int attempt = 1) => RunAsync(Process, job, Client, subject ?? Client, attempt);

    public static Task<JobItemOutcome> RunAsync(WebApplication process, string job, Guid client, Guid subject, int attempt = 1) =>
        process.Services.GetKeyedServices<IJobItemHandler>(Topics.Reports).Single(h => h.Job == job)
            .RunAsync(new JobItem(Guid.CreateVersion7(), job, Firing, client, subject, attempt, attempt, "{}"), TestContext.Current.CancellationToken);

    /// <summary>The bytes of an object.</summary>
    public async Task<byte[]> ObjectAsync(byte[] sha256)
    {
        using var bytes = new MemoryStream();
        await using var stored = await Service<MediaStore>().OpenReadAsync(sha256, 0, TestContext.Current.CancellationToken);
        await stored.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
