namespace SnsOps.Benchmarks.Publish;

/// <summary>One way of publishing what is due, measured beside others in turns: same PostgreSQL, same sandbox, same texts.</summary>
internal interface IPublishArm
{
    /// <summary>What the report calls it.</summary>
    string Name { get; }

    /// <summary>Its processes; their children count with them.</summary>
    IReadOnlyList<int> Processes { get; }

    /// <summary>Gets ready for its turn: nobody else's processes run meanwhile.</summary>
    Task BeginTurnAsync(CancellationToken ct);

    /// <summary>Its processes stand still until its next turn.</summary>
    void EndTurn();

    /// <summary>Whether what its processes started counts as its own.</summary>
    bool WithChildren => true;

    /// <summary>Writes texts "<paramref name="tag"/> i", one post each, spread over the pages, all of them due.</summary>
    Task ScheduleAsync(string tag, int count, CancellationToken ct);

    /// <summary>Publishes what was scheduled and returns when nothing of it is open any more.</summary>
    Task PublishAsync(CancellationToken ct);

    /// <summary>Of each post: from the committed intent to the committed outcome, in milliseconds.</summary>
    Task<double[]> ArmToOutcomeAsync(string tag, CancellationToken ct);
}
