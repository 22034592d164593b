using SnsOps.Shared.Effects;

namespace SnsOps.Workers.Publishing.Sending;

/// <summary>What people read of one kind of thing that is sent, where it does not go as it should.</summary>
/// <param name="Point">What its failpoints begin with.</param>
/// <param name="NotConnected">The account is not connected.</param>
/// <param name="Died">The process died while it was sent.</param>
/// <param name="Slow">No answer came in time.</param>
/// <param name="Missed">It waited for too long; why is added in brackets.</param>
/// <param name="Instead">What to do then.</param>
internal sealed record SendingWords(string Point, string NotConnected, string Died, string Slow, string Missed, string Instead)
{
    /// <summary>Why something that is out of place goes back to the person, by its code.</summary>
    public static string OutOfPlace(string code) => code switch
    {
        Threads.Deleted => "그사이 댓글이 삭제되어 보내지 않았습니다.",
        Threads.Hidden => "그사이 댓글이 숨겨져 보내지 않았습니다. 필요하면 숨김을 해제한 뒤 다시 써 주세요.",
        Threads.UnderWay => "댓글을 숨기거나 삭제하는 중이라 보내지 않았습니다.",
        Threads.Moved => "보내기 전에 대화가 바뀌어 보내지 않았습니다. 새로 올라온 내용을 보고 다시 해 주세요.",
        Seals.Broken => Seals.Reason,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
