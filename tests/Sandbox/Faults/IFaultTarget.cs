namespace SnsOps.Sandbox.Faults;

/// <summary>An endpoint a fault can be scripted for.</summary>
internal interface IFaultTarget
{
    /// <summary>What scripts call it.</summary>
    string Name { get; }

    /// <summary>It can have an effect, so it can commit and then fail.</summary>
    bool Writes { get; }

    /// <summary>The permission it needs, if any.</summary>
    string? Scope { get; }

    /// <summary>Whose errors it gives: Google's, otherwise Meta's.</summary>
    bool IsGoogle { get; }

    /// <summary>It is a provider's of language models.</summary>
    bool IsModel => false;
}
