using System.Text.Json;

namespace SnsOps.Workers.Ai.SqlGuard;

/// <summary>Walks a statement's tree and finds the first thing that is not allowed.</summary>
internal sealed class StatementCheck
{
    private const int MostNodes = 900, MostDepth = 40, MostRelations = 8;

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _views = new(StringComparer.Ordinal);
    private int _nodes, _relations;

    /// <summary>The views that are read.</summary>
    public IReadOnlyList<string> Views => [.. _views];

    /// <summary>Null if all of it is allowed.</summary>
    public string? Of(JsonElement statement)
    {
        if (statement.ValueKind != JsonValueKind.Object || !statement.TryGetProperty("SelectStmt", out var select) || statement.EnumerateObject().Count() != 1)
            return $"not a SELECT: {statement.EnumerateObject().FirstOrDefault().Name}";
        return Check("SelectStmt", select, 0) ?? (_views.Count == 0 ? "it reads none of the views" : null);
    }

    private string? Check(string kind, JsonElement node, int depth)
    {
        if (++_nodes > MostNodes || depth > MostDepth)
            return "too long or too deeply nested";
        if (!AllowedSql.Nodes.TryGetValue(kind, out var fields))
            return kind;
        if (node.ValueKind != JsonValueKind.Object)
            return $"{kind} without fields";
        // Names that WITH gives are known before what uses them, and to its own statement only.
        var outside = kind == "SelectStmt" ? _named.ToArray() : null;
        foreach (var field in node.EnumerateObject().OrderBy(f => f.Name != "withClause"))
        {
            if (!fields.TryGetValue(field.Name, out var inline))
                return $"{kind}.{field.Name}";
            if ((inline is null ? Value(field.Value, depth + 1) : Check(inline, field.Value, depth + 1)) is { } refused)
                return refused;
        }

        if (outside is not null)
            _named.IntersectWith(outside);
        return Particular(kind, node);
    }

    private string? Value(JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                return value.EnumerateArray().Select(item => Value(item, depth)).FirstOrDefault(refused => refused is not null);
            case JsonValueKind.Object:
                var kinds = value.EnumerateObject().ToList();
                return kinds.Count == 1 ? Check(kinds[0].Name, kinds[0].Value, depth) : kinds.Count == 0 ? null : "a node of no kind";
            default:
                return null;
        }
    }

    private string? Particular(string kind, JsonElement node) => kind switch
    {
        "CommonTableExpr" => Named(node),
        "RangeVar" => Relation(node),
        "SelectStmt" => Sources(node),
        "JoinExpr" => Join(node),
        "ColumnRef" => node.GetProperty("fields").GetArrayLength() > 2 ? "a column with more than two names" : null,
        "A_Expr" => Operator(node),
        "FuncCall" => Function(node),
        "TypeName" => Type(node),
        "SubLink" when Text(node, "subLinkType") is not ("EXISTS_SUBLINK" or "ANY_SUBLINK" or "ALL_SUBLINK" or "EXPR_SUBLINK") => "subquery of an unusual kind",
        "SubLink" when node.TryGetProperty("operName", out var name) && Names(name) is not [var only] => "operator of a schema",
        "A_Const" when node.TryGetProperty("sval", out var text) && Text(text, "sval") is { Length: > 500 } => "a text of more than 500 letters",
        _ => null,
    };

    private string? Named(JsonElement node)
    {
        var name = Text(node, "ctename")!;
        if (AllowedSql.Views.Contains(name) || name.StartsWith("pg_", StringComparison.Ordinal))
            return $"WITH {name} has the name of something that is there";
        _named.Add(name);
        return null;
    }

    private string? Relation(JsonElement node)
    {
        var (schema, name) = (Text(node, "schemaname"), Text(node, "relname")!);
        if (++_relations > MostRelations)
            return "too many tables";
        if (Text(node, "relpersistence") != "p")
            return "a table of an unusual kind";
        if (schema is null && _named.Contains(name))
            return null;
        if (schema is not (null or "ask") || !AllowedSql.Views.Contains(name))
            return $"table {schema}{(schema is null ? "" : ".")}{name}";
        _views.Add(name);
        return null;
    }

    /// <summary>Everything with everything else is never meant.</summary>
    private static string? Sources(JsonElement node) =>
        node.TryGetProperty("fromClause", out var from) && from.GetArrayLength() > 1 ? "tables side by side without a join"
        : Text(node, "limitOption") is not ("LIMIT_OPTION_DEFAULT" or "LIMIT_OPTION_COUNT") ? "an unusual limit" : null;

    private static string? Join(JsonElement node) =>
        node.TryGetProperty("usingClause", out _) || (node.TryGetProperty("quals", out var on) && Compares(on)) ? null : "a join without a condition between its tables";

    private static bool Compares(JsonElement condition)
    {
        if (condition.TryGetProperty("BoolExpr", out var all))
            return Text(all, "boolop") == "AND_EXPR" && all.GetProperty("args").EnumerateArray().Any(Compares);
        return condition.TryGetProperty("A_Expr", out var one) && Names(one.GetProperty("name")) is ["="]
            && Table(one, "lexpr") is { } left && Table(one, "rexpr") is { } right && left != right;
    }

    /// <summary>The table of a column that is one side of a comparison.</summary>
    private static string? Table(JsonElement comparison, string side) =>
        comparison.TryGetProperty(side, out var value) && value.TryGetProperty("ColumnRef", out var column) && Names(column.GetProperty("fields")) is [var table, _] ? table : null;

    private static string? Operator(JsonElement node) =>
        !AllowedSql.OperatorKinds.Contains(Text(node, "kind") ?? "") ? $"operator {Text(node, "kind")}"
        : Names(node.GetProperty("name")) is not [var name] ? "operator of a schema"
        : AllowedSql.Operators.Contains(name) || name is "NOT BETWEEN" ? null : $"operator {name}";

    private static string? Function(JsonElement node) => Names(node.GetProperty("funcname")) switch
    {
        [var name] when AllowedSql.Functions.Contains(name) => null,
        ["pg_catalog", var name] when AllowedSql.WordedFunctions.Contains(name) && Text(node, "funcformat") == "COERCE_SQL_SYNTAX" => null,
        var names => $"function {string.Join('.', names)}",
    };

    private static string? Type(JsonElement node) => Names(node.GetProperty("names")) switch
    {
        [var name] when AllowedSql.Types.Contains(name) => null,
        ["pg_catalog", var name] when AllowedSql.Types.Contains(name) => null,
        var names => $"type {string.Join('.', names)}",
    };

    private static string? Text(JsonElement node, string field) => node.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[] Names(JsonElement list) =>
        [.. list.EnumerateArray().Select(item => item.TryGetProperty("String", out var text) ? Text(text, "sval") ?? "" : "*")];
}
