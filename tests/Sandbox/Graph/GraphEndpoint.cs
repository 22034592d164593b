using SnsOps.Sandbox.Faults;

namespace SnsOps.Sandbox.Graph;

/// <summary>What answers one kind of call. The name is what fault scripts use.</summary>
/// <param name="Writes">It can have an effect, so it can commit and then fail.</param>
/// <param name="Scope">The permission its token needs.</param>
internal sealed record GraphEndpoint(string Name, bool Writes, string? Scope, Func<GraphCall, ValueTask<GraphReply>> AnswerAsync) : IFaultTarget
{
    bool IFaultTarget.IsGoogle => false;

    public static GraphEndpoint Read(string name, string? scope, Func<GraphCall, GraphReply> answer) =>
        new(name, false, scope, call => ValueTask.FromResult(answer(call)));

    public static GraphEndpoint Write(string name, string? scope, Func<GraphCall, GraphReply> answer) =>
        new(name, true, scope, call => ValueTask.FromResult(answer(call)));

    public static GraphEndpoint Write(string name, string? scope, Func<GraphCall, ValueTask<GraphReply>> answer) => new(name, true, scope, answer);
}
