namespace SnsOps.Shared.Effects;

/// <summary>Which holds are in force over what shall be sent, as <c>from … where …</c> over a row's alias.</summary>
/// <remarks>The arm statement only reads them: a hold that was set before it wins, and no row is locked that others share.</remarks>
public static class Holds
{
    /// <summary>Why something is not sent, for people.</summary>
    public const string Reason = "'보류 중이라 보내지 않습니다: ' || h.reason";

    /// <summary>What a hold <c>h</c> is on: content, account or client.</summary>
    public const string Scope = "case when h.content_id is not null then 'content' when h.account_id is not null then 'account' else 'client' end";

    /// <summary>The holds over a publication: of its content, its account or its client.</summary>
    public static string OfPublication(string row) => Of(row, $"or h.content_id = {row}.content_id");

    /// <summary>The holds over a first comment: those over its publication, whose id is its own.</summary>
    public static string OfFirstComment(string row) => Of(row, $"or h.content_id = (select post.content_id from publications post where post.id = {row}.id)");

    /// <summary>The holds over answers and what is done to comments: of their account or their client.</summary>
    public static string OfReply(string row) => Of(row, "");

    private static string Of(string row, string orContent) => $"""
        from holds h
         where h.client_id = {row}.client_id and h.lifted_at is null
           and (h.account_id is null or h.account_id = {row}.account_id) and (h.content_id is null {orContent})
        """;
}
