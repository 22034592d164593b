using SnsOps.Sandbox.Faults;

namespace SnsOps.Sandbox.Models;

/// <summary>One thing that can be asked of a provider of language models.</summary>
/// <param name="Name">What scripts call it, such as llm.openai.chat.</param>
/// <param name="Answers">It writes text, so its answer can break off.</param>
internal sealed record ModelEndpoint(string Name, bool Answers) : IFaultTarget
{
    public bool Writes => false;

    public string? Scope => null;

    public bool IsGoogle => false;

    public bool IsModel => true;
}
