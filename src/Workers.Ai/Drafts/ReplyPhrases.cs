using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Workers.Ai.Drafts;

/// <summary>
/// The embedded writer's sentences. They promise nothing: no price, hour, refund or result; a person checks first and answers for it.
/// </summary>
internal static class ReplyPhrases
{
    private static readonly string[] Praise =
    [
        "따뜻한 말씀 정말 감사합니다. 남겨 주신 이야기를 모두가 함께 읽고 힘을 얻었습니다. 다음에도 기쁜 마음으로 맞이하겠습니다.",
        "좋게 봐 주셔서 진심으로 감사드립니다. 그 마음에 보답할 수 있도록 더 정성을 다하겠습니다.",
        "기분 좋은 후기 감사합니다! 덕분에 저희도 하루가 즐거워졌습니다. 또 뵙기를 기다리겠습니다.",
        "소중한 칭찬 감사히 새기겠습니다. 앞으로도 한결같은 모습으로 찾아뵙겠습니다.",
    ];

    private static readonly string[] PraiseWithQuestion =
    [
        "관심 가져 주셔서 감사합니다. 문의하신 내용은 담당자가 확인한 뒤 정확하게 안내해 드리겠습니다.",
        "좋은 말씀과 질문 모두 감사합니다. 궁금해하신 점은 확인하여 곧 답을 드리겠습니다.",
    ];

    private static readonly string[] Thanks =
    [
        "오히려 저희가 더 감사합니다. 전해 주신 마음 잊지 않고 더 좋은 모습으로 보답하겠습니다.",
        "고맙다는 말씀에 저희가 더 힘이 납니다. 늘 함께해 주셔서 감사합니다.",
    ];

    private static readonly string[] Question =
    [
        "문의해 주셔서 감사합니다. 잘못된 안내가 되지 않도록 담당자가 확인한 뒤 답을 드리겠습니다.",
        "남겨 주신 질문 잘 확인했습니다. 정확한 내용을 알아본 뒤 안내해 드리겠습니다. 조금만 기다려 주세요.",
        "관심 가지고 물어봐 주셔서 감사합니다. 자세한 내용은 메시지로 보내 주시면 더 꼼꼼히 살펴 답해 드리겠습니다.",
    ];

    private static readonly string[] SmallTalk =
    [
        "관심 가지고 댓글 남겨 주셔서 감사합니다. 앞으로도 좋은 소식으로 찾아뵙겠습니다.",
        "찾아와 이야기 남겨 주셔서 고맙습니다. 더 궁금하신 점이 있으면 언제든 말씀해 주세요.",
        "소중한 의견 감사합니다. 하나하나 살펴 더 나은 모습으로 보답하겠습니다.",
    ];

    private static readonly string[] Complaint =
    [
        "기대에 미치지 못해 죄송합니다. 남겨 주신 말씀을 담당자와 함께 살펴보겠습니다. 자세한 상황을 메시지로 알려 주시면 꼼꼼히 확인하겠습니다.",
        "불편을 드려 죄송합니다. 말씀해 주신 부분을 가볍게 넘기지 않고 확인하겠습니다. 괜찮으시다면 메시지로 조금 더 들려주세요.",
        "아쉬운 경험을 드려 마음이 무겁습니다. 지적해 주신 점을 함께 돌아보고 고칠 부분을 찾겠습니다.",
    ];

    private static readonly string[] Refund =
    [
        "불편을 드려 죄송합니다. 결제와 관련된 내용은 담당자가 직접 확인해야 정확합니다. 메시지로 상황을 알려 주시면 살펴보고 답을 드리겠습니다.",
        "걱정을 드려 죄송합니다. 말씀하신 건은 사실을 먼저 확인한 뒤 담당자가 안내해 드리겠습니다. 메시지로 자세히 들려주세요.",
    ];

    private static readonly string[] Waiting =
    [
        "오래 기다리시게 해 죄송합니다. 어느 과정에서 늦어졌는지 담당자와 확인하겠습니다. 메시지로 상황을 알려 주시면 살펴보겠습니다.",
        "귀한 시간을 기다림으로 보내시게 해 죄송합니다. 진행 과정을 다시 살펴 같은 불편이 줄어들도록 애쓰겠습니다.",
    ];

    private static readonly string[] Service =
    [
        "응대로 마음을 상하시게 해 죄송합니다. 함께 일하는 사람들과 말씀을 나누고 맞이하는 자세를 다시 살피겠습니다.",
        "맞이하는 데 부족함이 있어 죄송합니다. 언제 어떤 일이 있었는지 메시지로 알려 주시면 담당자가 확인하겠습니다.",
    ];

    private static readonly string[] Price =
    [
        "가격에서 아쉬움을 드려 죄송합니다. 주신 의견을 담당자에게 전하고, 만족하실 수 있도록 내용을 더 살피겠습니다.",
        "부담을 느끼시게 해 죄송합니다. 솔직한 의견 감사히 받아 더 나은 가치를 드릴 방법을 함께 고민하겠습니다.",
    ];

    private static readonly string[] Taste =
    [
        "맛에서 실망을 드려 죄송합니다. 만드는 과정을 담당자와 다시 살펴보겠습니다. 어떤 점이 아쉬우셨는지 메시지로 들려주시면 큰 도움이 됩니다.",
        "기대하신 맛을 드리지 못해 죄송합니다. 남겨 주신 의견을 만드는 사람들과 나누고 더 정성을 들이겠습니다.",
    ];

    private static readonly string[] Crisis =
    [
        "걱정과 불편을 드려 진심으로 사과드립니다. 말씀해 주신 일을 무겁게 받아들이고 담당자가 직접 확인하겠습니다. 번거로우시겠지만 메시지로 상황을 알려 주시면 담당자가 연락드리겠습니다. 연락처는 공개 댓글에 남기지 말아 주세요.",
        "심려를 끼쳐 드려 진심으로 죄송합니다. 사실을 서둘러 확인하고 있으니, 자세한 내용은 메시지로 남겨 주시기를 부탁드립니다. 담당자가 직접 연락드려 끝까지 살피겠습니다.",
        "놀라고 불안하셨을 마음에 진심으로 사과드립니다. 담당자가 책임지고 확인할 수 있도록 메시지로 말씀을 이어 가 주시면, 확인하는 대로 연락드리겠습니다. 개인 정보는 공개 댓글에 적지 말아 주세요.",
    ];

    /// <summary>What may be said to a comment of this tone about this.</summary>
    public static string[] For(SentimentClass sentiment, ReplyCue cue) => (sentiment, cue) switch
    {
        (SentimentClass.Crisis, _) => Crisis,
        (SentimentClass.Negative, ReplyCue.Refund) => Refund,
        (SentimentClass.Negative, ReplyCue.Waiting) => Waiting,
        (SentimentClass.Negative, ReplyCue.Service) => Service,
        (SentimentClass.Negative, ReplyCue.Price) => Price,
        (SentimentClass.Negative, ReplyCue.Taste) => Taste,
        (SentimentClass.Negative, _) => Complaint,
        (SentimentClass.Positive, ReplyCue.Question) => PraiseWithQuestion,
        (SentimentClass.Neutral, ReplyCue.Question) => Question,
        (_, ReplyCue.Thanks) => Thanks,
        (SentimentClass.Positive, _) => Praise,
        _ => SmallTalk,
    };
}
