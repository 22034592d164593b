namespace SnsOps.Workers.Ai.SqlGuard;

/// <summary>What a statement may be made of. Whatever is not listed here is refused: kinds of nodes with their fields, operators, functions, types and views.</summary>
internal static class AllowedSql
{
    /// <summary>Only reading of these, in schema <c>ask</c>.</summary>
    public static readonly HashSet<string> Views =
        new(StringComparer.Ordinal) { "accounts", "comments", "posts", "post_figures", "account_figures", "replies", "incidents", "best_times", "contents" };

    /// <summary>By kind of node, as the parser names them: their fields. "name:Kind" is a field whose node is written without its kind.</summary>
    public static readonly Dictionary<string, Dictionary<string, string?>> Nodes = Table("""
        SelectStmt distinctClause targetList fromClause whereClause groupClause groupDistinct havingClause windowClause sortClause limitOffset limitCount limitOption withClause:WithClause op all larg:SelectStmt rarg:SelectStmt
        WithClause ctes location
        CommonTableExpr ctename aliascolnames ctematerialized ctequery location
        ResTarget name val location
        ColumnRef fields location
        A_Star
        RangeVar schemaname relname inh relpersistence alias:Alias location
        Alias aliasname colnames
        RangeSubselect lateral subquery alias:Alias
        JoinExpr jointype larg rarg usingClause quals alias:Alias
        SubLink subLinkType testexpr operName subselect location
        A_Expr kind name lexpr rexpr location
        BoolExpr boolop args location
        NullTest arg nulltesttype location
        BooleanTest arg booltesttype location
        CaseExpr arg args defresult location
        CaseWhen expr result location
        CoalesceExpr args location
        MinMaxExpr op args location
        A_ArrayExpr elements location
        A_Const ival:Integer fval:Float sval:String boolval:Boolean isnull location
        TypeCast arg typeName:TypeName location
        TypeName names typmods typemod location
        FuncCall funcname args agg_order agg_filter over:WindowDef agg_within_group agg_star agg_distinct funcformat location
        WindowDef name refname partitionClause orderClause frameOptions startOffset endOffset location
        SortBy node sortby_dir sortby_nulls location
        List items
        String sval
        Integer ival
        Float fval
        Boolean boolval
        """);

    /// <summary>Comparing, counting, matching. No regular expressions: one of them can keep a server busy.</summary>
    public static readonly HashSet<string> Operators = Words("= <> < <= > >= + - * / % || ~~ !~~ ~~* !~~* BETWEEN");

    public static readonly HashSet<string> OperatorKinds =
        Words("AEXPR_OP AEXPR_OP_ANY AEXPR_OP_ALL AEXPR_DISTINCT AEXPR_NOT_DISTINCT AEXPR_NULLIF AEXPR_IN AEXPR_LIKE AEXPR_ILIKE AEXPR_BETWEEN AEXPR_NOT_BETWEEN");

    public static readonly HashSet<string> Functions = Words("""
        count sum avg min max round floor ceil abs mod lower upper length char_length left right btrim replace position substring concat
        date_trunc date_part extract timezone to_char percentile_cont percentile_disc mode stddev variance string_agg bool_and bool_or
        row_number rank dense_rank lag lead first_value last_value ntile
        """);

    /// <summary>How the grammar itself names what SQL writes with words, such as extract(… from …) or trim(…).</summary>
    public static readonly HashSet<string> WordedFunctions = Words("extract btrim substring position timezone");

    public static readonly HashSet<string> Types = Words("int2 int4 int8 numeric float4 float8 text varchar bool date timestamp timestamptz interval time");

    private static HashSet<string> Words(string words) => new(words.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static Dictionary<string, Dictionary<string, string?>> Table(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ')).ToDictionary(words => words[0],
            words => words.Skip(1).Select(w => w.Split(':')).ToDictionary(f => f[0], f => f.Length > 1 ? f[1] : null, StringComparer.Ordinal), StringComparer.Ordinal);
}
