using System.Collections.Frozen;
using SnsOps.Sandbox.Graph.Discussion;
using SnsOps.Sandbox.Graph.Facebook;
using SnsOps.Sandbox.Graph.Insights;
using SnsOps.Sandbox.Graph.Instagram;
using SnsOps.Sandbox.Graph.Listing;
using SnsOps.Sandbox.Graph.Nodes;
using SnsOps.Sandbox.Graph.OAuth;
using SnsOps.Sandbox.State;
using SnsOps.Sandbox.Webhooks;

namespace SnsOps.Sandbox.Graph;

/// <summary>Which endpoint answers: by method, what kind of node the path names, and the edge.</summary>
internal sealed class GraphRoutes
{
    private readonly FrozenDictionary<(string Method, NodeKind Kind, string Edge), GraphEndpoint> _routes;

    public GraphRoutes(
        CreateContainer createContainer, ContainerStatus containerStatus, PublishContainer publishContainer, PublishingLimit publishingLimit,
        PublishStatus publishStatus, PublishPhoto publishPhoto, PublishVideo publishVideo, ReceiveVideo receiveVideo,
        PublishStory publishStory, WriteComment writeComment, HideComment hideComment, DeleteNode deleteNode, ExchangeToken exchange, InspectToken inspect,
        InstagramTokens instagramTokens, PageTokens pageTokens, SubscribedApps subscribedApps)
    {
        Exchange = GraphEndpoint.Write("oauth.exchange", null, exchange.Answer);
        DebugToken = GraphEndpoint.Read("oauth.debug_token", null, inspect.Debug);
        InstagramCode = GraphEndpoint.Write("oauth.instagram_code", null, instagramTokens.OfCode);
        ExchangeInstagram = GraphEndpoint.Write("oauth.exchange_instagram", null, instagramTokens.Renew);
        RefreshInstagram = GraphEndpoint.Write("oauth.refresh_instagram", null, instagramTokens.Renew);
        var permissions = GraphEndpoint.Read("oauth.permissions", null, InspectToken.Permissions);

        Upload = GraphEndpoint.Write("fb.rupload", "pages_manage_posts", receiveVideo.WholeAsync);

        var posts = GraphEndpoint.Read("fb.published_posts", "pages_read_engagement", call =>
            ListAnswer.Reply(call, ((Account)call.Node!).Posts, FacebookNodes.Post, FacebookNodes.PostEdge));
        var pageComments = GraphEndpoint.Read("fb.comments", "pages_read_engagement", ReadComments.OfPagePost);
        var commentOnPage = GraphEndpoint.Write("fb.comment", "pages_manage_engagement", writeComment.OnPagePost);

        _routes = new Dictionary<(string, NodeKind, string), GraphEndpoint>
        {
            [("POST", NodeKind.InstagramUser, "media")] = GraphEndpoint.Write("ig.create_container", "instagram_content_publish", createContainer.AnswerAsync),
            [("GET", NodeKind.Container, "")] = GraphEndpoint.Read("ig.container_status", "instagram_basic", containerStatus.Answer),
            [("POST", NodeKind.InstagramUser, "media_publish")] = GraphEndpoint.Write("ig.publish", "instagram_content_publish", publishContainer.Answer),
            [("GET", NodeKind.InstagramUser, "content_publishing_limit")] = GraphEndpoint.Read("ig.publishing_limit", "instagram_basic", publishingLimit.Answer),
            [("GET", NodeKind.InstagramUser, "media")] = GraphEndpoint.Read("ig.media_list", "instagram_basic", call =>
                ListAnswer.Reply(call, ((Account)call.Node!).Posts, InstagramNodes.Media, InstagramNodes.MediaEdge)),
            [("GET", NodeKind.InstagramUser, "stories")] = GraphEndpoint.Read("ig.stories", "instagram_basic", call =>
                ListAnswer.Reply(call, ((Account)call.Node!).Stories, InstagramNodes.Media, InstagramNodes.MediaEdge)),
            [("GET", NodeKind.Media, "")] = GraphEndpoint.Read("ig.media", "instagram_basic", call =>
                InstagramNodes.Media.Bind(call.Parameters["fields"]).Reply(call, (Post)call.Node!)),
            [("GET", NodeKind.InstagramUser, "insights")] = GraphEndpoint.Read("ig.insights", "instagram_manage_insights", AccountInsights.OfInstagramUser),
            [("GET", NodeKind.Media, "insights")] = GraphEndpoint.Read("ig.media_insights", "instagram_manage_insights", PostInsights.Answer),
            [("GET", NodeKind.Page, "insights")] = GraphEndpoint.Read("fb.insights", "read_insights", AccountInsights.OfPage),
            [("GET", NodeKind.PagePost, "insights")] = GraphEndpoint.Read("fb.post_insights", "read_insights", PostInsights.Answer),
            [("GET", NodeKind.Media, "comments")] = GraphEndpoint.Read("ig.comments", "instagram_manage_comments", ReadComments.OfMedia),
            [("POST", NodeKind.Media, "comments")] = GraphEndpoint.Write("ig.comment", "instagram_manage_comments", writeComment.OnMedia),
            [("GET", NodeKind.InstagramComment, "")] = GraphEndpoint.Read("ig.comment_read", "instagram_manage_comments", call =>
                InstagramNodes.Comment.Bind(call.Parameters["fields"]).Reply(call, (Comment)call.Node!)),
            [("GET", NodeKind.InstagramComment, "replies")] = GraphEndpoint.Read("ig.replies", "instagram_manage_comments", ReadComments.RepliesOnInstagram),
            [("POST", NodeKind.InstagramComment, "replies")] = GraphEndpoint.Write("ig.reply", "instagram_manage_comments", writeComment.ReplyOnInstagram),
            [("POST", NodeKind.InstagramComment, "")] = GraphEndpoint.Write("ig.hide", "instagram_manage_comments", hideComment.Answer),
            [("DELETE", NodeKind.InstagramComment, "")] = GraphEndpoint.Write("ig.delete", "instagram_manage_comments", deleteNode.Answer),
            [("GET", NodeKind.InstagramUser, "")] = GraphEndpoint.Read("account.read", "instagram_basic", call =>
                InstagramNodes.User.Bind(call.Parameters["fields"]).Reply(call, (Account)call.Node!)),
            [("GET", NodeKind.InstagramUser, "permissions")] = permissions,

            [("POST", NodeKind.InstagramUser, "subscribed_apps")] = GraphEndpoint.Write("ig.subscribe", "instagram_manage_comments", SubscribedApps.Subscribe),
            [("GET", NodeKind.InstagramUser, "subscribed_apps")] = GraphEndpoint.Read("ig.subscriptions", "instagram_basic", subscribedApps.List),

            [("POST", NodeKind.Page, "feed")] = GraphEndpoint.Write("fb.feed", "pages_manage_posts", publishStatus.Answer),
            [("POST", NodeKind.Page, "photos")] = GraphEndpoint.Write("fb.photos", "pages_manage_posts", publishPhoto.AnswerAsync),
            [("POST", NodeKind.Page, "videos:start")] = GraphEndpoint.Write("fb.video_start", "pages_manage_posts", publishVideo.Start),
            [("POST", NodeKind.Page, "videos:transfer")] = GraphEndpoint.Write("fb.video_transfer", "pages_manage_posts", receiveVideo.ChunkAsync),
            [("POST", NodeKind.Page, "videos:finish")] = GraphEndpoint.Write("fb.video_finish", "pages_manage_posts", publishVideo.FinishAsync),
            [("POST", NodeKind.Page, "video_reels:start")] = GraphEndpoint.Write("fb.reel_start", "pages_manage_posts", publishVideo.Start),
            [("POST", NodeKind.Page, "video_reels:finish")] = GraphEndpoint.Write("fb.reel_finish", "pages_manage_posts", publishVideo.FinishAsync),
            [("POST", NodeKind.Page, "video_stories:start")] = GraphEndpoint.Write("fb.story_start", "pages_manage_posts", publishVideo.Start),
            [("POST", NodeKind.Page, "video_stories:finish")] = GraphEndpoint.Write("fb.story_finish", "pages_manage_posts", publishVideo.FinishAsync),
            [("POST", NodeKind.Page, "photo_stories")] = GraphEndpoint.Write("fb.photo_story", "pages_manage_posts", publishStory.OfPhoto),
            [("GET", NodeKind.Page, "stories")] = GraphEndpoint.Read("fb.stories", "pages_read_engagement", call =>
                ListAnswer.Reply(call, ((Account)call.Node!).Stories, FacebookNodes.Story, FacebookNodes.PostEdge)),
            [("GET", NodeKind.Video, "")] = GraphEndpoint.Read("fb.video_status", "pages_read_engagement", publishVideo.Status),
            [("GET", NodeKind.Page, "published_posts")] = posts,
            [("GET", NodeKind.Page, "feed")] = posts,
            [("GET", NodeKind.Page, "posts")] = posts,
            [("GET", NodeKind.PagePost, "")] = GraphEndpoint.Read("fb.post", "pages_read_engagement", call =>
                FacebookNodes.Post.Bind(call.Parameters["fields"]).Reply(call, (Post)call.Node!)),
            [("GET", NodeKind.Photo, "")] = GraphEndpoint.Read("fb.photo", "pages_read_engagement", call =>
                FacebookNodes.Photo.Bind(call.Parameters["fields"]).Reply(call, (Photo)call.Node!)),
            [("GET", NodeKind.PagePost, "comments")] = pageComments,
            [("GET", NodeKind.Photo, "comments")] = pageComments,
            [("POST", NodeKind.PagePost, "comments")] = commentOnPage,
            [("POST", NodeKind.Photo, "comments")] = commentOnPage,
            [("GET", NodeKind.PageComment, "")] = GraphEndpoint.Read("fb.comment_read", "pages_read_engagement", call =>
                FacebookNodes.Comment.Bind(call.Parameters["fields"]).Reply(call, (Comment)call.Node!)),
            [("GET", NodeKind.PageComment, "comments")] = GraphEndpoint.Read("fb.replies", "pages_read_engagement", ReadComments.RepliesOnPage),
            [("POST", NodeKind.PageComment, "comments")] = GraphEndpoint.Write("fb.reply", "pages_manage_engagement", writeComment.ReplyOnPage),
            [("POST", NodeKind.PageComment, "")] = GraphEndpoint.Write("fb.hide", "pages_manage_engagement", hideComment.Answer),
            [("DELETE", NodeKind.PagePost, "")] = GraphEndpoint.Write("fb.delete", "pages_manage_posts", deleteNode.Answer),
            [("DELETE", NodeKind.PageComment, "")] = GraphEndpoint.Write("fb.delete_comment", "pages_manage_engagement", deleteNode.Answer),
            [("GET", NodeKind.Page, "")] = GraphEndpoint.Read("account.read", "pages_read_engagement", call =>
            {
                var page = (Account)call.Node!;
                call.PageToken = call.Grant!.Account.Platform == Platform.Person ? pageTokens.Of(call, page) : call.Grant.Token;
                return FacebookNodes.Page.Bind(call.Parameters["fields"]).Reply(call, page);
            }),
            [("POST", NodeKind.Page, "subscribed_apps")] = GraphEndpoint.Write("fb.subscribe", "pages_manage_metadata", SubscribedApps.Subscribe),
            [("GET", NodeKind.Page, "subscribed_apps")] = GraphEndpoint.Read("fb.subscriptions", "pages_manage_metadata", subscribedApps.List),
            [("GET", NodeKind.Page, "permissions")] = permissions,
            [("GET", NodeKind.Person, "")] = GraphEndpoint.Read("account.read", null, call => PersonNodes.Person.Bind(call.Parameters["fields"]).Reply(call, (Account)call.Node!)),
            [("GET", NodeKind.Person, "permissions")] = permissions,
            [("GET", NodeKind.Person, "accounts")] = GraphEndpoint.Read("fb.my_pages", null, pageTokens.List),
        }.ToFrozenDictionary();
        All = [.. _routes.Values.Append(Exchange).Append(DebugToken).Append(Upload).Append(InstagramCode).Append(ExchangeInstagram).Append(RefreshInstagram).DistinctBy(e => e.Name)];
    }

    public GraphEndpoint Exchange { get; }

    public GraphEndpoint DebugToken { get; }

    /// <summary>Of Instagram Login, at hosts of its own.</summary>
    public GraphEndpoint InstagramCode { get; }

    public GraphEndpoint ExchangeInstagram { get; }

    public GraphEndpoint RefreshInstagram { get; }

    /// <summary>Where the bytes of reels and stories go: an address of its own, outside the versions.</summary>
    public GraphEndpoint Upload { get; }

    public IReadOnlyCollection<GraphEndpoint> All { get; }

    /// <summary>What reads each of several nodes; with insights it has the rights, and the name, of an insights call.</summary>
    public GraphEndpoint? ForMany(NodeKind kind, string fields) => Find("GET", kind, "") is not { } read ? null
        : fields.Contains("insights", StringComparison.Ordinal) && Find("GET", kind, "insights") is { } insights ? insights with { AnswerAsync = read.AnswerAsync } : read;

    public GraphEndpoint? Find(string method, NodeKind kind, string phase) => _routes.GetValueOrDefault((method, kind, phase));
}
