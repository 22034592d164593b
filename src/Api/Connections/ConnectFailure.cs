using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Api.Connections;

/// <summary>Why a sign-in came to nothing, in both languages: shown where the person ends up, and kept with the connection.</summary>
/// <param name="Code">Kept in the row.</param>
/// <param name="Text">Korean.</param>
/// <param name="TextEn">English.</param>
internal sealed record ConnectFailure(string Code, string Text, string TextEn)
{
    public const string NoAccounts = "no_accounts";
    public const string NoRefreshToken = "no_refresh_token";
    public const string Denied = "access_denied";
    public const string Expired = "expired";
    public const string StateInvalid = "state_invalid";
    public const string OtherBrowser = "other_browser";
    private const string Unanswered = "no_answer";
    private const string NotSetUp = "app";
    private const string CodeRefused = "code_refused";

    private static readonly Dictionary<string, ConnectFailure> All = new ConnectFailure[]
    {
        new(NoAccounts, "연결할 수 있는 계정이 없습니다. 로그인할 때 페이지(또는 채널)를 하나 이상 골라 주세요.", "There is no account to connect: choose at least one page or channel while signing in."),
        new(NoRefreshToken, "구글이 갱신용 토큰을 주지 않았습니다. 다시 연결해 주세요.", "Google gave no refresh token: connect again."),
        new(Denied, "로그인 화면에서 허용하지 않았습니다. 연결하려면 다시 시작해 허용해 주세요.", "It was not allowed at the sign-in: begin again and allow it."),
        new(Expired, "연결을 시작한 지 너무 오래되었습니다. 다시 시작해 주세요.", "The connection was begun too long ago: begin again."),
        new(StateInvalid, "이미 쓴 주소이거나 저희가 만든 주소가 아닙니다. 계정 화면에서 다시 시작해 주세요.", "This address was used before, or is not one of ours: begin again at the accounts."),
        new(OtherBrowser, "다른 브라우저에서 시작한 연결입니다. 연결을 시작한 브라우저에서 이어 주세요.", "The connection was begun in another browser: go on in that one."),
        new(Unanswered, "플랫폼이 제때 답하지 않았습니다. 잠시 뒤 다시 시작해 주세요.", "The platform did not answer in time: begin again a little later."),
        new(NotSetUp, "플랫폼이 우리 앱을 받아들이지 않았습니다. 관리자에게 앱 설정을 확인해 달라고 해 주세요.", "The platform does not accept our app: ask an admin to check its settings."),
        new(CodeRefused, "플랫폼이 로그인 결과를 받아들이지 않았습니다. 다시 시작해 주세요.", "The platform refused the result of the sign-in: begin again."),
    }.ToDictionary(f => f.Code);

    /// <summary>The failure of a code.</summary>
    public static ConnectFailure On(string code) => All.GetValueOrDefault(code) ?? All[CodeRefused];

    /// <summary>Of an answer of Meta's that brought nothing.</summary>
    public static GrantAnswer.Refused Of(MetaAnswer answer) => new(
        answer switch
        {
            MetaAnswer.Refused refused => GrantTrouble.Of(refused.Error).Verdict == GrantVerdict.Config ? NotSetUp : CodeRefused,
            MetaAnswer.Ok => CodeRefused,
            _ => Unanswered,
        }, answer.Summary);

    /// <summary>Of an answer of Google's that brought nothing.</summary>
    public static GrantAnswer.Refused Of(GoogleAnswer answer) => new(
        answer switch
        {
            GoogleAnswer.Refused refused => refused.Error.IsClient ? NotSetUp : CodeRefused,
            GoogleAnswer.Ok => CodeRefused,
            _ => Unanswered,
        }, answer.Summary);
}
