using System.Globalization;
using SnsOps.Shared.Platforms.Google;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Shared.Platforms;

/// <summary>What a platform's refusal means for an account's grant.</summary>
public enum GrantVerdict
{
    /// <summary>It passes: the grant is as good as before. Also what nobody knows.</summary>
    Retry,

    /// <summary>Too many calls: to be asked again later.</summary>
    Wait,

    /// <summary>The grant is dead until a person connects the account again.</summary>
    Reconnect,

    /// <summary>The person must prove who they are at the platform; then the grant works again by itself.</summary>
    Checkpoint,

    /// <summary>The grant works, but a permission is missing.</summary>
    Scope,

    /// <summary>Our own app is not set up right: no account can help that.</summary>
    Config,
}

/// <summary>A refusal, understood: data, not branches. A code that is not in the table is tried again and told, never a reason to disconnect.</summary>
/// <param name="Verdict">What follows.</param>
/// <param name="Cause">Kept with the account that is set aside.</param>
/// <param name="ReasonKo">Why, in Korean.</param>
/// <param name="AdviceKo">What to do, in Korean.</param>
public sealed record GrantTrouble(GrantVerdict Verdict, string Cause, string ReasonKo, string AdviceKo)
{
    private const string Again = "계정 화면에서 '다시 연결'을 눌러 로그인하면 예약 게시와 수집이 이어집니다.";
    private const string ProveKo = "페이스북·인스타그램에 로그인해 본인 확인을 마쳐 주세요. 마치면 한 시간 안에 저절로 이어지고, 그래도 안 되면 '다시 연결'을 눌러 주세요.";
    private const string GrantKo = "계정을 다시 연결하면서 요청되는 권한을 모두 허용해 주세요.";
    private const string SetUpKo = "관리자가 앱 설정(앱 ID와 시크릿, 권한 승인)을 확인해 주세요.";

    /// <summary>Of a dead token nobody gave a reason for.</summary>
    public static GrantTrouble Refused { get; } = new(GrantVerdict.Reconnect, "refused", "플랫폼이 접근 토큰을 거절했습니다.", Again);

    /// <summary>The code of an outcome whose account's token could not be opened here: it never reached the platform.</summary>
    public const string TokenUnreadable = "account.token_unreadable";

    private static readonly GrantTrouble Unreadable = new(GrantVerdict.Reconnect, "unreadable", "저장된 접근 토큰을 열 수 없습니다.", Again);
    private static readonly GrantTrouble Passing = new(GrantVerdict.Retry, "passing", "일시적인 문제입니다.", "저절로 다시 시도합니다.");
    private static readonly GrantTrouble Throttled = new(GrantVerdict.Wait, "throttled", "플랫폼의 호출 한도에 이르렀습니다.", "저절로 다시 시도합니다.");
    private static readonly GrantTrouble Permission = new(GrantVerdict.Scope, "permission", "필요한 권한이 없습니다.", GrantKo);
    private static readonly GrantTrouble App = new(GrantVerdict.Config, "app", "플랫폼이 우리 앱을 받아들이지 않습니다.", SetUpKo);

    /// <summary>Meta's codes, the more particular first; a subcode of null fits all. https://developers.facebook.com/docs/graph-api/guides/error-handling</summary>
    private static readonly (int From, int To, int? Subcode, GrantTrouble Trouble)[] OfMeta =
    [
        (190, 190, 458, new(GrantVerdict.Reconnect, "app_removed", "계정 주인이 앱 연결을 해제했습니다.", Again)),
        (190, 190, 459, new(GrantVerdict.Checkpoint, "checkpoint", "플랫폼이 계정 주인에게 본인 확인을 요구합니다.", ProveKo)),
        (190, 190, 460, new(GrantVerdict.Reconnect, "password", "계정 주인의 비밀번호가 바뀌어 연결이 끊어졌습니다.", Again)),
        (190, 190, 463, new(GrantVerdict.Reconnect, "expired", "연결 기간이 끝났습니다.", Again)),
        (190, 190, 464, new(GrantVerdict.Checkpoint, "checkpoint", "계정 주인이 플랫폼에서 확인을 마치지 않았습니다.", ProveKo)),
        (190, 190, 467, new(GrantVerdict.Reconnect, "session", "플랫폼이 이 연결을 무효로 만들었습니다.", Again)),
        (190, 190, null, Refused),
        (102, 102, null, new(GrantVerdict.Reconnect, "session", "플랫폼의 로그인이 끝났습니다.", Again)),
        (10, 10, null, Permission),
        (200, 299, null, Permission),
        (3, 3, null, App),
        (101, 101, null, App),
        (4, 4, 2207051, Passing),
        (4, 4, null, Throttled),
        (17, 17, null, Throttled),
        (32, 32, null, Throttled),
        (341, 341, null, Throttled),
        (613, 613, null, Throttled),
        (80000, 80014, null, Throttled),
        (1, 2, null, Passing),
    ];

    /// <summary>Google's reasons. https://developers.google.com/youtube/v3/docs/errors</summary>
    private static readonly Dictionary<string, GrantTrouble> OfGoogle = new(StringComparer.Ordinal)
    {
        ["invalid_grant"] = new(GrantVerdict.Reconnect, "revoked", "구글 계정의 연결이 취소되었거나 기간이 끝났습니다.", Again),
        ["authError"] = Refused,
        ["youtubeSignupRequired"] = new(GrantVerdict.Reconnect, "no_channel", "이 구글 계정에 유튜브 채널이 없습니다.", Again),
        ["insufficientPermissions"] = Permission,
        ["invalid_client"] = App,
        ["unauthorized_client"] = App,
        ["quotaExceeded"] = Throttled,
        ["dailyLimitExceeded"] = Throttled,
        ["rateLimitExceeded"] = Throttled,
        ["userRateLimitExceeded"] = Throttled,
    };

    /// <summary>Of Meta's error.</summary>
    public static GrantTrouble Of(MetaError error) =>
        error.Message.Contains("appsecret_proof", StringComparison.OrdinalIgnoreCase) || error.Message.Contains("client secret", StringComparison.OrdinalIgnoreCase) ? App
            : Array.Find(OfMeta, row => error.Code >= row.From && error.Code <= row.To && (row.Subcode is null || row.Subcode == error.Subcode)).Trouble ?? Passing;

    /// <summary>Of Google's error.</summary>
    public static GrantTrouble Of(GoogleError error) => OfGoogle.GetValueOrDefault(error.Reason) ?? Passing;

    /// <summary>Of a code as outcomes carry it, such as "190/459" or "invalid_grant": the reason an account is set aside.</summary>
    public static GrantTrouble OfCode(string code)
    {
        if (code == TokenUnreadable)
            return Unreadable;
        var parts = code.Split('/');
        var trouble = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Of(new MetaError(number, parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var subcode) ? subcode : 0, "", null, false))
            : OfGoogle.GetValueOrDefault(code) ?? Passing;
        return trouble.Verdict is GrantVerdict.Reconnect or GrantVerdict.Checkpoint ? trouble : Refused;
    }
}
