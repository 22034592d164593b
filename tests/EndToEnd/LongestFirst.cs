using SnsOps.EndToEnd.Failpoints;
using SnsOps.EndToEnd.Faults;
using SnsOps.EndToEnd.Fixtures;
using SnsOps.EndToEnd.Kills;
using SnsOps.EndToEnd.Local;
using Xunit.Sdk;
using Xunit.v3;

namespace SnsOps.EndToEnd;

/// <summary>Collections begin in the order of their length, not at random as they would: the longest must not be left to run alone in the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Known =
        [WorkingFleetUsers.Name, DoomedAnswersUsers.Name, DoomedPostsUsers.Name, KilledFleetUsers.Name, nameof(FaultSuiteTests), nameof(HostTests)];

    IReadOnlyCollection<T> ITestCollectionOrderer.OrderTestCollections<T>(IReadOnlyCollection<T> testCollections) => [.. testCollections.OrderBy(collection => Place(collection))];

    /// <summary>A class without a collection is one of its own, whose name ends in that of the class and a number.</summary>
    private static int Place(ITestCollection collection)
    {
        var place = Array.FindIndex(Known, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return place < 0 ? Known.Length : place;
    }
}
