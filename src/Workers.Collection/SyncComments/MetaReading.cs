using System.Runtime.CompilerServices;
using System.Text.Json;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;
using SnsOps.Workers.Collection.Accounts;

namespace SnsOps.Workers.Collection.SyncComments;

/// <summary>Lists of the Graph API, read in our words.</summary>
internal static class MetaReading
{
    /// <summary>The pages of a list.</summary>
    /// <param name="answers">As they come.</param>
    /// <param name="read">One page.</param>
    /// <param name="ct">Stops reading.</param>
    public static async IAsyncEnumerable<Read<T>> ReadAsync<T>(this IAsyncEnumerable<MetaAnswer> answers, Func<JsonElement, T> read, [EnumeratorCancellation] CancellationToken ct)
        where T : class
    {
        await foreach (var answer in answers.WithCancellation(ct))
            yield return answer is MetaAnswer.Ok ok ? Read<T>.Of(read(ok.Body)) : Read<T>.Failed(ReadTrouble.Of(answer));
    }

    /// <summary>A call of the sync.</summary>
    public static MetaCall Call(ConnectedAccount account, string endpoint) => MetaCall.Collection(account, endpoint);
}
