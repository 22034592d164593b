using SnsOps.Shared.Effects;

namespace SnsOps.Workers.Publishing.ResolveUnknownOutcomes;

/// <summary>What people are asked when looking alone cannot decide.</summary>
/// <param name="NoAccount">The account is not connected, so nobody can look.</param>
/// <param name="NotListed">Complete looks did not find it.</param>
/// <param name="NotReadable">The listing could not be read again and again.</param>
/// <param name="StillUnderWay">The platform took it and has been at work on it for too long.</param>
/// <param name="Several">So many fit.</param>
internal sealed record Questions(string NoAccount, string NotListed, string NotReadable, string StillUnderWay, Func<int, string> Several)
{
    /// <summary>What is said of a look that proved that nothing was done, so that it is done again.</summary>
    public string Again { get; private init; } = "게시되지 않은 것이 확인되어 준비해 둔 그대로 다시 게시합니다.";

    private static readonly Questions AboutPublication = new(
        "계정 연결이 끊어져 게시 여부를 조회할 수 없습니다. 플랫폼에서 직접 확인해 주세요.",
        "플랫폼의 목록에서 찾지 못했습니다. 게시되었는지 직접 확인해 주세요. 자동으로 다시 보내지 않습니다.",
        "플랫폼의 목록을 거듭 읽지 못해 게시 여부를 알 수 없습니다. 플랫폼에서 직접 확인해 주세요.",
        "플랫폼이 영상을 아직도 처리하고 있습니다. 게시되었는지 플랫폼에서 직접 확인해 주세요.",
        matches => $"같은 내용의 게시물이 {matches}개 있어 어느 것인지 알 수 없습니다. 플랫폼에서 확인해 주세요.");

    private static readonly Questions AboutReply = new(
        "계정 연결이 끊어져 답글이 올라갔는지 조회할 수 없습니다. 플랫폼에서 직접 확인해 주세요.",
        "댓글 아래에서 답글을 찾지 못했습니다. 올라갔는지 직접 확인해 주세요. 자동으로 다시 보내지 않습니다.",
        "댓글의 답글 목록을 거듭 읽지 못해 답글이 올라갔는지 알 수 없습니다. 플랫폼에서 직접 확인해 주세요.",
        "플랫폼이 답글을 아직도 처리하고 있습니다. 플랫폼에서 직접 확인해 주세요.",
        matches => $"같은 내용의 답글이 {matches}개 있거나 함께 보내져 어느 것인지 알 수 없습니다. 플랫폼에서 확인해 주세요.");

    private static readonly Questions AboutFirstComment = new(
        "계정 연결이 끊어져 첫 댓글이 달렸는지 조회할 수 없습니다. 플랫폼에서 직접 확인해 주세요.",
        "게시물 아래에서 첫 댓글을 찾지 못했습니다. 달렸는지 직접 확인해 주세요. 자동으로 다시 달지 않습니다.",
        "게시물의 댓글 목록을 거듭 읽지 못해 첫 댓글이 달렸는지 알 수 없습니다. 플랫폼에서 직접 확인해 주세요.",
        "플랫폼이 첫 댓글을 아직도 처리하고 있습니다. 플랫폼에서 직접 확인해 주세요.",
        matches => $"같은 내용의 댓글이 {matches}개 있어 어느 것인지 알 수 없습니다. 플랫폼에서 확인해 주세요.");

    private static readonly Questions AboutAction = new(
        "계정 연결이 끊어져 댓글의 상태를 조회할 수 없습니다. 플랫폼에서 직접 확인해 주세요.",
        "처리되었는지 플랫폼에서 직접 확인해 주세요.",
        "댓글의 상태를 거듭 읽지 못해 처리되었는지 알 수 없습니다. 플랫폼에서 직접 확인해 주세요.",
        "플랫폼이 아직도 처리하고 있습니다. 플랫폼에서 직접 확인해 주세요.",
        _ => "처리되었는지 플랫폼에서 직접 확인해 주세요.") { Again = "아직 처리되지 않은 것이 확인되어 다시 보냅니다." };

    /// <summary>The questions about a kind of subject.</summary>
    public static Questions About(EffectSubject subject) => subject == EffectSubject.Reply ? AboutReply
        : subject == EffectSubject.FirstComment ? AboutFirstComment
        : subject == EffectSubject.Action ? AboutAction : AboutPublication;
}
