namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>What a question asks, as the grammar understood it. The next question of a conversation may leave out what stays the same.</summary>
internal sealed record Reading
{
    /// <summary>comments, posts, contents, replies, incidents, accounts, best or figures.</summary>
    public string? Subject { get; init; }

    /// <summary>count, list, share, average, change, rate, time, rank.</summary>
    public string Ask { get; init; } = "count";

    public string? Metric { get; init; }

    public IReadOnlyList<string> Platforms { get; init; } = [];

    public IReadOnlyList<string> Sentiments { get; init; } = [];

    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Of posts: published, scheduled, failed, missed; of contents and accounts: their own.</summary>
    public string? State { get; init; }

    public string? Account { get; init; }

    /// <summary>Stands in the comment.</summary>
    public string? Keyword { get; init; }

    public bool? IsAnswered { get; init; }

    public bool IsHidden { get; init; }

    public bool IsOpen { get; init; }

    public bool? IsWeekend { get; init; }

    public Period? Period { get; init; }

    /// <summary>platform, account, day, week, month, weekday, hour, sentiment, format, author, post, severity.</summary>
    public string? Group { get; init; }

    public int? Top { get; init; }

    public bool IsAscending { get; init; }
}

/// <summary>Days, both included, of the client's time zone.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
/// <param name="Name">As it was asked for.</param>
internal sealed record Period(DateOnly From, DateOnly To, string Name);
