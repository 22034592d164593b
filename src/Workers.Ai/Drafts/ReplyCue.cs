namespace SnsOps.Workers.Ai.Drafts;

/// <summary>What a comment is about, as far as plain words tell.</summary>
internal enum ReplyCue
{
    None,
    Question,
    Thanks,
    Refund,
    Waiting,
    Service,
    Price,
    Taste,
}

/// <summary>Finds the cue of a comment by the words in it.</summary>
internal static class ReplyCues
{
    // In this order: money and manners matter more to the writer than the dish they are mentioned with.
    private static readonly (ReplyCue Cue, string[] Words)[] Complaints =
    [
        (ReplyCue.Refund, ["환불", "반품", "교환", "취소", "결제", "입금"]),
        (ReplyCue.Service, ["불친절", "직원", "응대", "태도", "말투", "서비스", "무시", "알바", "간호사", "상담"]),
        (ReplyCue.Waiting, ["기다", "대기", "늦게", "늦었", "오래 걸", "지연", "배송", "언제 와", "줄이", "예약"]),
        (ReplyCue.Price, ["비싸", "비쌈", "가격", "바가지", "값이", "돈 아깝", "돈아깝", "가성비"]),
        (ReplyCue.Taste, ["맛없", "맛이", "싱거", "짜요", "너무 짜", "식어", "식었", "차갑", "눅눅", "비려", "탄 맛", "느끼", "질겨", "퍽퍽"]),
    ];

    private static readonly string[] Questions = ["?", "？", "나요", "까요", "인가요", "은가요", "한가요", "될까", "건가요", "궁금", "알려주", "알려 주", "문의"];
    private static readonly string[] Gratitude = ["감사", "고마", "고맙", "땡큐", "thank"];

    /// <summary>What was complained about; nothing if no word of it is known.</summary>
    public static ReplyCue OfComplaint(string message)
    {
        foreach (var (cue, words) in Complaints)
        {
            if (HasAny(message, words))
                return cue;
        }
        return Of(message);
    }

    /// <summary>A question before thanks: it waits for an answer.</summary>
    public static ReplyCue Of(string message) =>
        HasAny(message, Questions) ? ReplyCue.Question : HasAny(message, Gratitude) ? ReplyCue.Thanks : ReplyCue.None;

    private static bool HasAny(string message, string[] words) => Array.Exists(words, word => message.Contains(word, StringComparison.OrdinalIgnoreCase));
}
