namespace SnsOps.Benchmarks.Questions;

/// <summary>The questions with their answers.</summary>
public static class QuestionFile
{
    private const string Others = "from comments_inbox c join platform_accounts a on a.id = c.account_id where c.client_id = '{M}' and c.deleted_at is null and c.author_platform_id is distinct from a.platform_account_id";
    private const string Posts = "from publications p join contents k on k.id = p.content_id join platform_accounts a on a.id = p.account_id where p.client_id = '{M}'";

    /// <summary>All of them, their answers' SQL filled in for a client.</summary>
    public static IReadOnlyList<AskedQuestion> Read(string path, Guid client)
    {
        var questions = new List<AskedQuestion>();
        foreach (var line in File.ReadLines(path).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line[1] == ' ' && line[0] is 'Q' or 'H' or 'N')
                questions.Add(new AskedQuestion(line[2..], line[0] == 'H', null));
            else
                questions[^1] = questions[^1] with { Gold = line.Replace("{C}", Others, StringComparison.Ordinal).Replace("{P}", Posts, StringComparison.Ordinal).Replace("{M}", client.ToString(), StringComparison.Ordinal).Replace("day(", "pg_temp.day(", StringComparison.Ordinal) };
        }

        return questions;
    }
}

/// <summary>A question.</summary>
/// <param name="Text">As it is asked.</param>
/// <param name="IsHeld">No tuning has looked at it.</param>
/// <param name="Gold">Finds the right answer in the tables; null: it must not be answered.</param>
public sealed record AskedQuestion(string Text, bool IsHeld, string? Gold);
