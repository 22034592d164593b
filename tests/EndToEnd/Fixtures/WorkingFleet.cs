using SnsOps.EndToEnd.Page;

namespace SnsOps.EndToEnd.Fixtures;

/// <summary>One of each process, its logs collected as Seq would.</summary>
public sealed class WorkingFleet() : FleetFixture("works", replicas: 1)
{
    /// <summary>What the processes log.</summary>
    internal LogCollector Logs { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        Logs = await LogCollector.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (Logs is not null)
            await Logs.DisposeAsync();
    }

    protected override Dictionary<string, string?> Settings()
    {
        var settings = base.Settings();
        settings["Serilog__WriteTo__Seq__Name"] = "Seq";
        settings["Serilog__WriteTo__Seq__Args__serverUrl"] = Logs.Url.ToString();
        settings["Serilog__WriteTo__Seq__Args__period"] = "00:00:00.200";
        return settings;
    }
}

[CollectionDefinition(Name)]
public sealed class WorkingFleetUsers : ICollectionFixture<WorkingFleet>, ICollectionFixture<Chromium>
{
    internal const string Name = "works";
}
