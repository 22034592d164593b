using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Messages;

namespace SnsOps.Integration.Collection;

/// <summary>A database, a small agency, and the collection process: built, so that its handlers can be called, and started if a test wants that.</summary>
public sealed partial class CollectionFixture : IAsyncDisposable
{
    private readonly List<WebApplication> _processes = [];

    private CollectionFixture(TestDatabase database, SandboxServer? sandbox, FakeGraph? fake)
    {
        (Database, _sandbox, _fake) = (database, sandbox, fake);
        Agency = new Agency(database);
    }

    private readonly SandboxServer? _sandbox;
    private readonly FakeGraph? _fake;

    public TestDatabase Database { get; }

    public SandboxServer Sandbox => _sandbox!;

    public FakeGraph Graph => _fake!;

    public Agency Agency { get; }

    /// <summary>With the simulated platforms.</summary>
    public static async Task<CollectionFixture> WithSandboxAsync() => new(await TestDatabase.CreateAsync(), await SandboxServer.StartAsync(), null);

    /// <summary>With a Graph API that says what the test says.</summary>
    public static async Task<CollectionFixture> WithFakeGraphAsync() => new(await TestDatabase.CreateAsync(), null, await FakeGraph.StartAsync());

    /// <summary>A client with one account, known to the sandbox if there is one.</summary>
    public async Task<(Guid ClientId, Guid AccountId, string PlatformId)> AccountAsync(string platform, DateTimeOffset? expiresAt = null, object? more = null)
    {
        var platformId = "178414" + Random.Shared.NextInt64(10_000_000_000, 99_999_999_999);
        var client = await Agency.ClientAsync();
        if (_sandbox is not null)
            await _sandbox.AddAccountAsync(platform, platformId, "EAAG-" + platformId, more);
        return (client, await Agency.AccountAsync(client, platform, platformId, "EAAG-" + platformId, expiresAt), platformId);
    }

    /// <summary>The process, not running.</summary>
    public WebApplication Build(params string[] settings)
    {
        var app = Workers.Collection.Program.Build(ProcessSettings.For(Database, null, _sandbox, null,
            [.. _fake is null ? [] : new[] { "--Meta:BaseUrl=" + _fake.Url }, "--SyncComments:FollowUpSeconds=0", .. settings]));
        _processes.Add(app);
        return app;
    }

    /// <summary>The process, running.</summary>
    public async Task<WebApplication> StartAsync(params string[] settings)
    {
        var app = Build(settings);
        await app.StartAsync();
        return app;
    }

    /// <summary>Lets a handler do one item of an account.</summary>
    public async Task<JobItemOutcome> RunAsync(WebApplication app, string job, Guid clientId, Guid accountId, string input = "{}")
    {
        return await RunAtAsync(app, job, clientId, accountId, await Database.ScalarAsync<DateTimeOffset>("select snsops.now()"), input);
    }

    /// <summary>The same for the firing of a certain moment.</summary>
    public async Task<JobItemOutcome> RunAtAsync(WebApplication app, string job, Guid clientId, Guid accountId, DateTimeOffset scheduledFor, string input = "{}")
    {
        var handler = app.Services.GetKeyedServices<IJobItemHandler>(Topics.Collection).Single(h => h.Job == job);
        return await handler.RunAsync(new JobItem(Guid.CreateVersion7(), job, scheduledFor, clientId, accountId, 1, 1, input), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.StopAsync();
            await process.DisposeAsync();
        }

        if (_sandbox is not null)
            await _sandbox.DisposeAsync();
        if (_fake is not null)
            await _fake.DisposeAsync();
        await Database.DisposeAsync();
    }
}
