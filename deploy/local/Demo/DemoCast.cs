namespace SnsOps.Local.Demo;

/// <summary>Who is in the demo. Everybody and everything here is made up; addresses end in a reserved domain.</summary>
internal static class DemoCast
{
    internal const string TimeZone = "Asia/Seoul";

    /// <summary>The manager on Facebook.</summary>
    internal const string PageAdminId = "500000000000001";

    internal static readonly DemoPerson Admin = new("admin@snsops.example", "김하늘", "admin");
    internal static readonly DemoPerson Manager = new("manager@snsops.example", "이도윤", "manager");
    internal static readonly DemoPerson Operator = new("operator@snsops.example", "박서연", "operator");
    internal static readonly DemoPerson Client = new("client@snsops.example", "최민준", "client");

    internal static readonly DemoPerson[] Staff = [Manager, Operator, Client];

    internal static readonly DemoClient Cafe = new("온기카페",
    [
        new("instagram", "17841450000000001", "온기카페 성수점", 12_840),
        new("facebook", "104250000000001", "온기카페", 3_215),
        // Connected without the right to publish: what it is asked to post fails, and says why.
        new("instagram", "17841450000000002", "온기카페 로스터리", 2_406, MayPublish: false),
    ]);

    internal static readonly DemoClient Clinic = new("서울숲 치과",
    [
        new("instagram", "17841450000000003", "서울숲 치과", 1_972),
        new("facebook", "104250000000002", "서울숲 치과의원", 5_508),
    ]);

    internal static readonly DemoClient[] Clients = [Cafe, Clinic];
}

/// <summary>Somebody who signs in.</summary>
internal sealed record DemoPerson(string Email, string Name, string Role);

/// <summary>A client of the agency.</summary>
internal sealed record DemoClient(string Name, DemoAccount[] Accounts);

/// <summary>A client's account on a platform, as the sandbox knows it.</summary>
internal sealed record DemoAccount(string Platform, string Id, string Name, int Followers, bool MayPublish = true)
{
    private static readonly string[] Scopes =
    [
        "pages_show_list", "pages_read_engagement", "pages_read_user_content", "pages_manage_posts", "pages_manage_engagement",
        "instagram_basic", "instagram_content_publish", "instagram_manage_comments", "instagram_manage_insights",
    ];

    /// <summary>What its token allows.</summary>
    internal IEnumerable<string> GrantedScopes =>
        MayPublish ? Scopes : Scopes.Where(scope => scope is not ("instagram_content_publish" or "pages_manage_posts"));
}
