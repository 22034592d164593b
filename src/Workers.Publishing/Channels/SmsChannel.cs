using SnsOps.Shared.Effects;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>Text messages by NAVER SENS. What got no answer is looked for in its list.</summary>
internal sealed class SmsChannel(SensClient sens) : IDeliveryChannel
{
    public string Name => "sms";

    /// <summary>What the networks carry, at most an LMS long.</summary>
    public Letter Fit(Letter letter) => letter with
    {
        Subject = SmsText.Cut(SmsText.Carried(letter.Subject), SmsText.SubjectBytes), Text = SmsText.Cut(SmsText.Carried(letter.Text).Trim(), SmsText.LmsBytes),
    };

    public async Task<(Outcome Outcome, string? Response)> SendAsync(Letter letter, CancellationToken ct)
    {
        if (!sens.IsConfigured)
            return (new Outcome.Rejected("sens.not_configured", "문자 발송(SENS)이 설정되지 않아 문자를 보낼 수 없습니다. 관리자에게 알려 주세요."), null);
        var answer = await sens.SendAsync(letter.Recipient, letter.Text, SmsText.Bytes(letter.Text) > SmsText.SmsBytes ? letter.Subject : null, letter.ClientId, ct);
        return (OutcomeOf(answer), answer is SensAnswer.Refused refused ? $"{refused.Status}/{refused.Code} {refused.Message}" : (answer as SensAnswer.Ok)?.RequestId);
    }

    private static Outcome OutcomeOf(SensAnswer answer) => answer switch
    {
        SensAnswer.Ok { RequestId: { } id } => new Outcome.Published(id),
        SensAnswer.Refused { Status: 401 or 403 } refused => new Outcome.TryLater($"sens.{refused.Code}", "문자 발송(SENS)의 인증이 거절되었습니다. 관리자에게 알려 주세요."),
        SensAnswer.Refused refused => new Outcome.Rejected($"sens.{refused.Code}", $"문자 발송(SENS)이 받지 않았습니다({refused.Status}/{refused.Code})."),
        SensAnswer.NotSent notSent => new Outcome.TryLater("not_sent", "문자 발송(SENS)에 보내지 못했습니다. 잠시 뒤 다시 보냅니다.", notSent.Wait ?? TimeSpan.FromSeconds(30), Burns: false),
        _ => new Outcome.Unknown("no_answer", "문자를 보냈지만 답을 받지 못해 발송 목록에서 찾고 있습니다."),
    };
}
