using System.Text.Json;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Moderating on Instagram and Facebook.</summary>
/// <remarks>
/// https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment, https://developers.facebook.com/docs/graph-api/reference/comment.
/// A deletion that the connection repeated by itself is answered as if there had been no comment, so such an answer is looked into, not believed.
/// </remarks>
internal sealed class MetaModerator(MetaClient meta) : ICommentModerator
{
    public IReadOnlyList<string> Platforms => ["instagram", "facebook"];

    public async Task<(Outcome Outcome, string Response)> SendAsync(OutgoingAction action, ConnectedAccount account, CancellationToken ct)
    {
        var instagram = action.Platform == "instagram";
        var call = MetaCall.Publishing(account, (instagram ? "ig." : "fb.") + (action.Action == "delete" ? "delete_comment" : "hide_comment"));
        var answer = action.Action == "delete"
            ? await meta.DeleteAsync(action.PlatformCommentId, call, ct)
            : await meta.PostAsync(action.PlatformCommentId, call, [(instagram ? "hide" : "is_hidden", action.Action == "hide" ? "true" : "false")], ct);
        return answer switch
        {
            MetaAnswer.Ok ok when ok.Body.ValueKind == JsonValueKind.Object && ok.Body.TryGetProperty("success", out var success) && success.ValueKind == JsonValueKind.True =>
                (new Outcome.Published(null), ok.Body.GetRawText()),
            MetaAnswer.Ok ok => (new Outcome.Unknown("no_success", "플랫폼이 처리했다고 말하지 않아 댓글의 상태를 확인합니다."), ok.Body.GetRawText()),
            _ => (ActionOutcomes.OfSend(answer, instagram ? "instagram_manage_comments" : "pages_manage_engagement"), answer.Summary),
        };
    }

    public async Task<CommentSight> ReadAsync(ModeratedComment comment, ConnectedAccount account, CancellationToken ct)
    {
        var hidden = account.Platform == "instagram" ? "hidden" : "is_hidden";
        return await meta.GetAsync(comment.Id, MetaCall.Publishing(account, "comment_state"), [("fields", "id," + hidden)], ct) switch
        {
            MetaAnswer.Ok ok when ok.Body.ValueKind == JsonValueKind.Object && ok.Body.TryGetProperty(hidden, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False =>
                new CommentSight.There(value.ValueKind == JsonValueKind.True),
            MetaAnswer.Ok => new CommentSight.Unclear("the answer does not say whether the comment is hidden"),
            MetaAnswer.Refused { Error: { Code: 100, Subcode: 33 } or { Code: 803 } } refused => new CommentSight.Gone(refused.Summary),
            var other => CommentSight.Unclear.Of(other),
        };
    }
}
