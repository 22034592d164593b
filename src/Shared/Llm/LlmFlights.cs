using System.Collections.Concurrent;

namespace SnsOps.Shared.Llm;

/// <summary>Questions of this process that are on their way and whose answer will be kept: who asks the same meanwhile waits for it instead of paying for another.</summary>
internal sealed class LlmFlights
{
    private readonly ConcurrentDictionary<(Guid Client, string Request), TaskCompletionSource<LlmCached?>> _open = new();

    /// <summary>Sets out with a question, or joins the one that is on its way.</summary>
    /// <returns>The flight, if it is the caller's to end; else the answer it will bring, which is null when it brings none.</returns>
    public (Flight? Own, Task<LlmCached?> Answer) Join(Guid clientId, byte[] request)
    {
        var key = (clientId, Convert.ToHexString(request));
        var mine = new TaskCompletionSource<LlmCached?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _open.GetOrAdd(key, mine);
        return (first == mine ? new Flight(this, key, mine) : null, first.Task);
    }

    /// <summary>A question on its way.</summary>
    internal sealed class Flight(LlmFlights flights, (Guid, string) key, TaskCompletionSource<LlmCached?> answer)
    {
        /// <summary>It is over; only the first time counts.</summary>
        public void End(LlmCached? kept)
        {
            if (answer.TrySetResult(kept))
                flights._open.TryRemove(KeyValuePair.Create(key, answer));
        }
    }
}
