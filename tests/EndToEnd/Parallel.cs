using SnsOps.EndToEnd;

// Fleets mostly wait: for a second to come, for a lease to end. So several run at once, whatever the number of cores.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
