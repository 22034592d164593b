namespace SnsOps.Workers.Ai.BestTimes;

/// <summary>One of an account's best times.</summary>
/// <param name="Slot">Hour of the week.</param>
/// <param name="Lift">Engagement against the usual: 0.2 is a fifth more.</param>
/// <param name="Low">So little is still likely.</param>
/// <param name="High">And so much.</param>
/// <param name="Posts">The account's own, in this hour and next to it.</param>
/// <param name="AllPosts">The account's own, at any time.</param>
/// <param name="Source">Whose posts it rests on: account, client, platform or none.</param>
/// <param name="Signal">none, thin or ok.</param>
/// <param name="Explore">Not known to be good: worth a try.</param>
internal sealed record SlotAdvice(int Slot, double Lift, double Low, double High, int Posts, int AllPosts, string Source, string Signal, bool Explore)
{
    private static readonly string[] Days = ["월", "화", "수", "목", "금", "토", "일"], EnglishDays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>For people.</summary>
    public string ReasonKo
    {
        get
        {
            var when = FormattableString.Invariant($"{Days[Slots.Weekday(Slot) - 1]}요일 {Slots.Hour(Slot)}시");
            return Explore
                ? FormattableString.Invariant($"{when}는 올려 본 적이 거의 없어({Posts}건) 시험해 볼 만합니다. 예상 {100 * Low:+0;-0}%~{100 * High:+0;-0}%.")
                : Source switch
                {
                    "account" => FormattableString.Invariant($"이 계정의 게시물 {AllPosts}건(이 시간대 {Posts}건)으로 보면 {when}의 참여가 평소보다 {100 * Lift:+0;-0}%입니다({100 * Low:+0;-0}%~{100 * High:+0;-0}%)."),
                    "client" => FormattableString.Invariant($"이 계정의 게시물이 적어({AllPosts}건) 같은 클라이언트의 다른 계정을 함께 봤습니다. {when}의 예상 참여는 {100 * Lift:+0;-0}%입니다."),
                    "platform" => FormattableString.Invariant($"이 계정의 게시물이 적어({AllPosts}건) 같은 플랫폼의 다른 계정을 함께 봤습니다. {when}의 예상 참여는 {100 * Lift:+0;-0}%입니다."),
                    _ => $"아직 자료가 없습니다. {when}는 일반적으로 사람이 많은 시간입니다.",
                };
        }
    }

    public string ReasonEn
    {
        get
        {
            var when = FormattableString.Invariant($"{EnglishDays[Slots.Weekday(Slot) - 1]} {Slots.Hour(Slot)}:00");
            return Explore
                ? FormattableString.Invariant($"Hardly tried ({Posts} posts): {when} is worth a test, {100 * Low:+0;-0} % to {100 * High:+0;-0} % expected.")
                : Source switch
                {
                    "account" => FormattableString.Invariant($"From {AllPosts} posts of this account ({Posts} around {when}): {100 * Lift:+0;-0} % against the usual ({100 * Low:+0;-0} % to {100 * High:+0;-0} %)."),
                    "client" => FormattableString.Invariant($"Few posts here ({AllPosts}), so the client's other accounts were looked at: {100 * Lift:+0;-0} % expected at {when}."),
                    "platform" => FormattableString.Invariant($"Few posts here ({AllPosts}), so other accounts of the platform were looked at: {100 * Lift:+0;-0} % expected at {when}."),
                    _ => $"Nothing is known yet; {when} is a time when many people look.",
                };
        }
    }
}
