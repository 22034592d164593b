using System.Text.RegularExpressions;

namespace SnsOps.Unit.Architecture;

/// <summary>What the Api changes for a person, it changes in a transaction that knows who it is: else the audit log misses it.</summary>
public sealed partial class AuditRulesTests
{
    /// <summary>Statements of no person, or of what is nobody's work: sign-ins, keys of calls, reading marks, who is there, open answer boxes, tries at a code, numbers of events, what platforms send.</summary>
    private static readonly string[] NobodysWork =
    [
        "Auth/CallerSql.cs", "Auth/SessionSql.cs", "Auth/TicketSql.cs", "Idempotency/IdempotencySql.cs", "Live/EventSql.cs", "Notifications/NotificationSql.cs", "Webhooks/WebhookSql.cs",
        "Connections/ConnectionSql.cs", "Contacts/ProofSql.cs", "Inbox/AnsweringSql.cs", "Presence/PresenceSql.cs", "Commands/AdminSql.cs", "Commands/ReencryptTokens.cs",
    ];

    [Fact]
    public void Every_statement_of_the_api_that_changes_rows_knows_who_acts()
    {
        var api = Path.Combine(DependencyRulesTests.RepositoryRoot(), "src/Api");
        var unaudited =
            from file in Directory.EnumerateFiles(api, "*.cs", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(api, file).Replace('\\', '/')
            where !name.Contains("/obj/", StringComparison.Ordinal) && !NobodysWork.Contains(name)
            from member in Members().Split(File.ReadAllText(file))
            where member.Contains("database.OpenConnectionAsync", StringComparison.Ordinal) && !member.Contains("Acting.TellAsync", StringComparison.Ordinal) && !member.Contains("ChangeAsync", StringComparison.Ordinal)
            where Change().IsMatch(member)
            select $"{name}: {Title().Match(member).Value.Trim()}";

        var missed = unaudited.ToList();
        Assert.True(missed.Count == 0,
            """
            These change rows without saying who acts. Use database.ChangeAsync(connection => …, ct) for one statement, database.InTransactionAsync for several, or
            `await Acting.TellAsync(connection, ct)` after BeginTransactionAsync. What is no person's work is listed in AuditRulesTests.NobodysWork:
            """ + "\n" + string.Join('\n', missed));
    }

    [GeneratedRegex(@"(?=^    (?:public|private|internal|protected) )", RegexOptions.Multiline)]
    private static partial Regex Members();

    [GeneratedRegex(@"^    (?:public|private|internal|protected)[^\n(]*", RegexOptions.Multiline)]
    private static partial Regex Title();

    [GeneratedRegex(@"\binsert into \w|\bupdate [a-z_]+(?: \w+)?\s+set\b|\bdelete from \w")]
    private static partial Regex Change();
}
