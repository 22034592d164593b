using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Failpoints;

/// <summary>One of each process; whoever dies is missed after two seconds.</summary>
public sealed class DoomedFleet() : FleetFixture("doomed", replicas: 1)
{
    protected override Dictionary<string, string?> Settings()
    {
        var settings = base.Settings();
        settings["Workers__HeartbeatSeconds"] = "0.4";
        settings["Workers__LeaseSeconds"] = "2";
        settings["Lanes__OverdueSeconds"] = "1";
        settings["Publishing__DeadlineSeconds"] = "2";
        settings["Replies__DeadlineSeconds"] = "3";
        settings["Meta__TimeoutSeconds"] = "2";
        settings["Schedules__refresh-expiring-tokens__Every"] = "00:00:03";
        settings["Tokens__LeaseSeconds"] = "5";
        return settings;
    }
}

[CollectionDefinition(Name)]
public sealed class DoomedFleetUsers : ICollectionFixture<DoomedFleet>
{
    internal const string Name = "doomed";
}
