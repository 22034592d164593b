namespace SnsOps.Shared.Platforms;

/// <summary>How a token came about, and with that how it is renewed: values of the database's <c>grant_kind</c>.</summary>
public static class GrantKinds
{
    /// <summary>A long-lived token of Facebook Login, exchanged for itself. Also what is pasted for Meta.</summary>
    public const string MetaUser = "meta_user";

    /// <summary>A page's token: asked for with the user's token, which is kept beside it and exchanged.</summary>
    public const string MetaPage = "meta_page";

    /// <summary>Of Instagram Login: extended for itself, at another host than all else of Meta.</summary>
    public const string InstagramLogin = "instagram_login";

    /// <summary>A refresh token of Google's: access tokens are minted of it when they are used.</summary>
    public const string Google = "google";

    /// <summary>Of a token that somebody pasted.</summary>
    public static string OfPasted(string platform) => platform == "youtube" ? Google : MetaUser;
}
