// Most tests wait for a row or a process, so more of them run at once than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
