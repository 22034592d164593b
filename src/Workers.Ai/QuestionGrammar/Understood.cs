namespace SnsOps.Workers.Ai.QuestionGrammar;

/// <summary>What became of reading a question.</summary>
internal abstract record Understood
{
    private Understood()
    {
    }

    /// <summary>Every word of it was understood.</summary>
    /// <param name="Reading">How.</param>
    /// <param name="Assumptions">What the question left open.</param>
    public sealed record Clear(Reading Reading, IReadOnlyList<string> Assumptions) : Understood;

    /// <summary>Part of it was not, or it can be meant in two ways: nothing is answered.</summary>
    /// <param name="Message">What is asked back.</param>
    public sealed record Unclear(string Message) : Understood;

    /// <summary>It is about nothing that is stored here.</summary>
    /// <param name="Message">Said instead of an answer.</param>
    public sealed record Foreign(string Message) : Understood;
}
