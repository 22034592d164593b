namespace SnsOps.Shared.Platforms;

/// <summary>What a token is written with: it stands in a header line, where anything else is refused before a byte is sent, or splits the line.</summary>
public static class TokenLetters
{
    /// <summary>Nothing but '!' to '~': no spaces, no line ends, none of the invisible letters that come along when a token is copied from a page.</summary>
    public static bool AreAll(string token) => token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');
}
