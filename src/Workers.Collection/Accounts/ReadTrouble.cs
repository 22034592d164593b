using SnsOps.Shared.JobItems;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Collection.Accounts;

/// <summary>Why something could not be read, in no platform's words.</summary>
/// <param name="Summary">The answer in words, for logs and history.</param>
/// <param name="OutcomeAsync">What it means for the account's item; the text says in Korean what was being done.</param>
internal sealed record ReadTrouble(string Summary, Func<AccountTroubles, ConnectedAccount, string, Task<JobItemOutcome>> OutcomeAsync)
{
    /// <summary>It is about what was asked for, not about who asks or how often: less may be granted.</summary>
    public bool IsAboutFields { get; private init; }

    /// <summary>It was too much at once: of this thing, not of others.</summary>
    public bool AsksForLess { get; private init; }

    /// <summary>It is about the one thing that was asked for: others can be read.</summary>
    public bool IsAboutThisOne { get; private init; }

    /// <summary>The platform failed: at this one thing, or at all.</summary>
    public bool IsUnclear { get; private init; }

    /// <summary>Of an answer of the Graph API.</summary>
    public static ReadTrouble Of(MetaAnswer answer) => new(answer.Summary, (troubles, account, workKo) => troubles.OutcomeAsync(account, answer, workKo))
    {
        IsAboutFields = answer switch
        {
            MetaAnswer.Refused r => r.Error.IsBadParameter || (r.Error.NeedsReconnect && !r.Error.TokenIsDead),
            MetaAnswer.Unclear u => u.AsksForLess,
            _ => false,
        },
        AsksForLess = answer is MetaAnswer.Unclear { AsksForLess: true },
        IsAboutThisOne = answer is MetaAnswer.Refused { Error: { NeedsReconnect: false, IsRateLimit: false } },
        IsUnclear = answer is MetaAnswer.Unclear,
    };

    /// <summary>Of an answer of the YouTube Data API.</summary>
    public static ReadTrouble Of(GoogleAnswer answer, TimeSpan untilReset) => new(answer.Summary, (troubles, account, workKo) => troubles.OutcomeAsync(account, answer, untilReset, workKo))
    {
        IsAboutThisOne = answer is GoogleAnswer.Refused
        {
            Error: { IsQuota: false, IsRateLimit: false, IsDeadGrant: false, IsClient: false, IsBadAccess: false, LacksPermission: false },
        },
        IsUnclear = answer is GoogleAnswer.Unclear,
    };
}
