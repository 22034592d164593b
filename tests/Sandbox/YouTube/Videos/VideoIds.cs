using System.Security.Cryptography;

namespace SnsOps.Sandbox.YouTube.Videos;

/// <summary>Ids as YouTube's: eleven letters of base64 for addresses.</summary>
internal static class VideoIds
{
    public static string Next() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(9))[..11].Replace('+', '-').Replace('/', '_');
}
