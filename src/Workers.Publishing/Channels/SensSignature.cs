using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Workers.Publishing.Channels;

/// <summary>How SENS knows that a call is ours. https://api.ncloud-docs.com/docs/common-ncpapi</summary>
internal static class SensSignature
{
    /// <summary>Base64 of HMAC-SHA256 over method, path with query as they are sent, the milliseconds and the access key; line feeds between, none at the end.</summary>
    public static string Of(string method, string pathAndQuery, string milliseconds, string accessKey, string secretKey) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretKey), Encoding.UTF8.GetBytes($"{method} {pathAndQuery}\n{milliseconds}\n{accessKey}")));
}
