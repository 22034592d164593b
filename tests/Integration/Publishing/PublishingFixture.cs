using Microsoft.AspNetCore.Builder;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Publishing;

/// <summary>A database, a sandbox, media and the real publishing process, hosted in this one.</summary>
public sealed class PublishingFixture : IAsyncDisposable
{
    private readonly List<WebApplication> _processes = [];

    private PublishingFixture(TestDatabase database, SandboxServer sandbox, MediaServer media)
    {
        (Database, Sandbox, Media) = (database, sandbox, media);
        Agency = new Agency(database);
    }

    public TestDatabase Database { get; }

    public SandboxServer Sandbox { get; }

    public MediaServer Media { get; }

    public Agency Agency { get; }

    /// <summary>Everything but the process.</summary>
    public static async Task<PublishingFixture> PrepareAsync() =>
        new(await TestDatabase.CreateAsync(), await SandboxServer.StartAsync(), await MediaServer.StartAsync());

    /// <summary>Everything, the process running.</summary>
    public static async Task<PublishingFixture> StartAsync(params string[] settings)
    {
        var fixture = await PrepareAsync();
        await fixture.StartProcessAsync(settings);
        return fixture;
    }

    /// <summary>One more replica.</summary>
    public async Task<WebApplication> StartProcessAsync(params string[] settings)
    {
        var app = Workers.Publishing.Program.Build(ProcessSettings.For(Database, Media.Options, Sandbox, null, settings));
        _processes.Add(app);
        await app.StartAsync();
        return app;
    }

    /// <summary>A client with one account the sandbox knows.</summary>
    public async Task<(Guid ClientId, Guid AccountId, string PlatformId)> AccountAsync(string platform, object? more = null)
    {
        var platformId = "178414" + Random.Shared.NextInt64(10_000_000_000, 99_999_999_999);
        var client = await Agency.ClientAsync();
        await Sandbox.AddAccountAsync(platform, platformId, "EAAG-" + platformId, more);
        return (client, await Agency.AccountAsync(client, platform, platformId, "EAAG-" + platformId), platformId);
    }

    /// <summary>Turns the one clock of the database, the platforms and the running processes: what is parked for later is due when it returns.</summary>
    public async Task TurnClockAsync(TimeSpan by)
    {
        await Sandbox.TurnClockAsync(by);
        await Database.ExecuteAsync("select snsops.turn_clock(@by)", new { by });
    }

    /// <summary>Waits until a publication is in a state.</summary>
    public Task UntilAsync(Guid publication, string state) =>
        Database.UntilAsync($"publication is {state}", "select state = @state::publication_state from publications where id = @publication", new { publication, state });

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.StopAsync();
            await process.DisposeAsync();
        }

        await Sandbox.DisposeAsync();
        await Media.DisposeAsync();
        await Database.DisposeAsync();
    }
}
