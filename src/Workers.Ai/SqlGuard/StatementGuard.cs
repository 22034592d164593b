using System.Text.Json;
using System.Text.Json.Nodes;

namespace SnsOps.Workers.Ai.SqlGuard;

/// <summary>Lets through one SELECT over the views of questions and nothing else, and prints it again from its tree.</summary>
/// <remarks>An allow-list over what PostgreSQL's own parser understood. It is one of two fences: the login behind it would not let anything foreign be read either.</remarks>
public static class StatementGuard
{
    private const int MostLetters = 4000;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    /// <summary>Whether statements can be checked at all here.</summary>
    public static bool IsThere => PgQuery.IsThere;

    /// <summary>Judges what a model or the grammar has written.</summary>
    public static GuardVerdict Judge(string sql)
    {
        if (sql.Length > MostLetters || sql.Contains('\0', StringComparison.Ordinal))
            return new GuardVerdict.Blocked("too long, or not a text");
        var (views, tree, refused) = Checked(sql);
        if (refused is not null)
            return new GuardVerdict.Blocked(refused);
        var (printed, error) = PgQuery.Print(sql);
        if (printed is null)
            return new GuardVerdict.Blocked($"it cannot be printed again: {error}");
        // What is run is what was checked: the printed text is read once more and must be the same tree.
        if (Checked(printed) is not (_, { } again, null) || again != tree)
            return new GuardVerdict.Blocked("printed again it would be another statement");
        return new GuardVerdict.Allowed($"SELECT * FROM (\n{printed}\n) AS answer LIMIT $1", views);
    }

    private static (IReadOnlyList<string> Views, string? Tree, string? Refused) Checked(string sql)
    {
        var (json, error) = PgQuery.Parse(sql);
        if (json is null)
            return ([], null, $"not SQL: {error}");
        JsonDocument tree;
        try
        {
            tree = JsonDocument.Parse(json, Deep);
        }
        catch (JsonException)
        {
            return ([], null, "too deeply nested");
        }

        using (tree)
        {
            if (!tree.RootElement.TryGetProperty("stmts", out var statements) || statements.GetArrayLength() != 1)
                return ([], null, statements.ValueKind == JsonValueKind.Array ? "more than one statement" : "no statement");
            if (!statements[0].TryGetProperty("stmt", out var statement))
                return ([], null, "no statement");
            var check = new StatementCheck();
            return check.Of(statement) is { } refused ? ([], null, refused) : (check.Views, WithoutPlaces(statement), null);
        }
    }

    /// <summary>The tree without where in the text its nodes stood.</summary>
    private static string WithoutPlaces(JsonElement statement)
    {
        var tree = JsonNode.Parse(statement.GetRawText(), documentOptions: Deep)!;
        Forget(tree);
        return tree.ToJsonString(new JsonSerializerOptions { MaxDepth = Deep.MaxDepth });
    }

    private static void Forget(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            fields.Remove("location");
            foreach (var (_, value) in fields)
                Forget(value);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                Forget(item);
        }
    }
}
