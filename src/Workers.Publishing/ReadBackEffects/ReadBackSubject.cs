using SnsOps.Shared.Effects;

namespace SnsOps.Workers.Publishing.ReadBackEffects;

/// <summary>A kind of thing that is looked at after it was sent: where it is, when it is looked at, and what people are told when it is not as it was made.</summary>
internal sealed class ReadBackSubject
{
    private const string Platform = "case s.platform when 'instagram' then '인스타그램' when 'facebook' then '페이스북' else '유튜브' end";

    /// <summary>A post: twice.</summary>
    public static readonly ReadBackSubject Publication = new(EffectSubject.Publication, "visible", "platform_post_id", "s.read_backs < 2 and s.platform_post_id is not null", $"""
        select gen_random_uuid(), u.id, s.client_id, 'publication.gone', '게시물이 보이지 않습니다: ' || c.title,
               '게시한 뒤 다시 확인하니 ' || {Platform} || '에서 게시물을 찾을 수 없습니다. 삭제되었거나 숨겨졌을 수 있으니 플랫폼에서 확인해 주세요. 자동으로 다시 보내지 않습니다.', 'high',
               jsonb_build_object('content_id', s.content_id, 'publication_id', s.id)
          from seen s
          join contents c on c.id = s.content_id
          join users u on {People("c.created_by")}
         where s.lost
        """) { KeepsAddress = true, Looks = 2 };

    /// <summary>An answer to a comment.</summary>
    public static readonly ReadBackSubject Reply = new(EffectSubject.Reply, "visible", "platform_reply_id", "s.read_backs = 0 and s.platform_reply_id is not null", $"""
        select gen_random_uuid(), u.id, s.client_id, 'reply.gone', '답글이 보이지 않습니다' || case when c.author = '' then '' else ': ' || c.author || '님의 댓글' end,
               '보낸 뒤 다시 확인하니 ' || {Platform} || '에서 답글을 찾을 수 없습니다. 삭제되었거나 숨겨졌을 수 있으니 플랫폼에서 확인해 주세요. 자동으로 다시 보내지 않습니다.', 'high',
               jsonb_build_object('comment_id', s.comment_id, 'reply_id', s.id, 'client_id', s.client_id)
          from seen s
          join comments_inbox c on c.id = s.comment_id
          join users u on {People("s.created_by")}
         where s.lost
        """);

    /// <summary>What was done to a comment.</summary>
    public static readonly ReadBackSubject Action = new(EffectSubject.Action, "in_effect", null, "s.read_backs = 0", $"""
        select gen_random_uuid(), u.id, s.client_id, 'comment_action.undone',
               case s.action when 'hide' then '숨긴 댓글이 다시 보입니다' when 'unhide' then '숨김을 해제한 댓글이 보이지 않습니다' else '삭제한 댓글이 아직 있습니다' end
               || case when c.author = '' then '' else ': ' || c.author || '님의 댓글' end,
               '처리한 뒤 다시 확인하니 ' || {Platform} || '에서 댓글이 처리한 대로 있지 않습니다. 플랫폼에서 확인해 주세요. 자동으로 다시 처리하지 않습니다.', 'high',
               jsonb_build_object('comment_id', s.comment_id, 'action_id', s.id, 'client_id', s.client_id)
          from seen s
          join comments_inbox c on c.id = s.comment_id
          join users u on {People("s.created_by")}
         where s.lost
        """);

    private ReadBackSubject(EffectSubject subject, string visible, string? platformId, string isOpen, string told) =>
        (Kind, Table, Visible, PlatformId, IsOpen, Told) = (subject.Kind, subject.Table, visible, platformId is null ? "null" : "s." + platformId, isOpen, told);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ReadBackSubject> All { get; } = [Publication, Reply, Action];

    /// <summary><c>read_backs.subject_kind</c>.</summary>
    public string Kind { get; }

    /// <summary>Where its rows are.</summary>
    public string Table { get; }

    /// <summary>The column that says what was seen.</summary>
    public string Visible { get; }

    /// <summary>The platform's id of what a row <c>s</c> made.</summary>
    public string PlatformId { get; }

    /// <summary>Which published rows <c>s</c> may still be looked at, as their index has it.</summary>
    public string IsOpen { get; }

    /// <summary>The notifications for rows of <c>seen</c> that are <c>lost</c>.</summary>
    public string Told { get; }

    /// <summary>How often it is looked at.</summary>
    public int Looks { get; private init; } = 1;

    /// <summary>A look also finds its public address.</summary>
    public bool KeepsAddress { get; private init; }

    /// <summary>By <see cref="Kind"/>.</summary>
    public static ReadBackSubject Of(string kind) => All.Single(s => s.Kind == kind);

    /// <summary>Who made it, and the client's managers.</summary>
    private static string People(string maker) =>
        $"u.active and (u.id = {maker} or (u.role = 'manager' and exists (select from client_members cm where cm.client_id = s.client_id and cm.user_id = u.id)))";
}
