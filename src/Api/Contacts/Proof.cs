using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using SnsOps.Api.Auth;

namespace SnsOps.Api.Contacts;

/// <summary>What is sent to an address to find out whether it is somebody's: a link that opens once, or six digits. Never logged: its text hides it.</summary>
/// <param name="LinkHash">Of the link's secret.</param>
/// <param name="CodeHash">Of the digits.</param>
/// <param name="Life">How long it is good.</param>
/// <param name="Subject">Of the message.</param>
/// <param name="Text">With the secret in it.</param>
internal sealed record Proof(byte[]? LinkHash, string? CodeHash, TimeSpan Life, string Subject, string Text)
{
    /// <summary>A link for an e-mail address.</summary>
    /// <param name="page">Where the page is.</param>
    /// <param name="what">What the address will get.</param>
    /// <param name="options">How long it opens.</param>
    public static Proof Link(string page, string what, ContactOptions options)
    {
        var secret = SessionSql.NewSecret();
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            이 주소로 {what}을 받으려면 아래 주소를 열고 '확인'을 눌러 주세요.
            {page.TrimEnd('/')}/confirm-email?token={WebUtility.UrlEncode(secret)}

            {options.LinkHours:0.#}시간 동안 한 번만 쓸 수 있습니다. 요청한 적이 없으면 이 메일을 지우시면 됩니다. 아무 일도 일어나지 않습니다.

            To receive messages from SnsOps at this address, open the link above and press "Confirm". If you did not ask for it, ignore this mail.
            """);
        return new Proof(SessionSql.Hash(secret), null, TimeSpan.FromHours(options.LinkHours), "[SnsOps] 이메일 주소 확인", text);
    }

    /// <summary>Six digits for a phone or a channel of Slack.</summary>
    public static Proof Code(Passwords passwords, ContactOptions options)
    {
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("000000", CultureInfo.InvariantCulture);
        var minutes = (options.CodeSeconds / 60).ToString("0.#", CultureInfo.InvariantCulture);
        return new Proof(null, passwords.Hash(code), TimeSpan.FromSeconds(options.CodeSeconds), "[SnsOps] 인증번호", $"[SnsOps] 인증번호 {code} ({minutes}분 안에 입력해 주세요)");
    }

    /// <inheritdoc />
    public override string ToString() => "a proof of an address";
}
