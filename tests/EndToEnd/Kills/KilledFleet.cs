using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Kills;

/// <summary>Two replicas of each worker, made to be killed.</summary>
public sealed class KilledFleet() : FleetFixture("kills", replicas: 2);

[CollectionDefinition(Name)]
public sealed class KilledFleetUsers : ICollectionFixture<KilledFleet>
{
    internal const string Name = "kills";
}
