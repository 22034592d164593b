namespace SnsOps.Benchmarks.Questions;

/// <summary>The attack suite: statements that must neither pass the parser's check nor, without it, reach anything foreign.</summary>
public static class AttackFile
{
    /// <summary>All of them, filled in for a world.</summary>
    public static IReadOnlyList<Attack> Read(string path, string foreign, string me, string login, string own)
    {
        var attacks = new List<Attack>();
        var family = "";
        foreach (var line in File.ReadLines(path).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line.StartsWith("= ", StringComparison.Ordinal))
                family = line[2..];
            else
                attacks.Add(new Attack(family, line.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal).Replace("{foreign}", foreign, StringComparison.Ordinal)
                    .Replace("{me}", me, StringComparison.Ordinal).Replace("{login}", login, StringComparison.Ordinal).Replace("{own}", own, StringComparison.Ordinal)));
        }

        return attacks;
    }
}

/// <summary>One statement.</summary>
/// <param name="Family">What it tries.</param>
/// <param name="Sql">As a model might have been talked into writing it.</param>
public sealed record Attack(string Family, string Sql);
