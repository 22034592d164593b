using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using SnsOps.Integration.Api;
using SnsOps.Integration.Fixtures;

namespace SnsOps.Integration.Knowledge;

/// <summary>The Api and a running AI worker over one database, without a broker: what the worker does it finds by its sweeps.</summary>
public class KnowledgeServer : ApiServer
{
    private WebApplication? _worker;

    /// <summary>Further settings of the worker.</summary>
    protected virtual string[] WorkerMore => [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _worker = Workers.Ai.Program.Build(ProcessSettings.For(Database, Storage, more: WorkerMore));
        await _worker.StartAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _worker!.StopAsync();
        await _worker.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds a document and waits until it is found.</summary>
    public async Task<JsonNode> IndexedAsync(Team team, string title, string text, string kind = "faq", string mediaType = "text/plain")
    {
        var document = await team.Operator.PostAsync($"/v1/clients/{team.Client}/knowledge", new { kind, title, text, media_type = mediaType }, 201);
        await SettledAsync((Guid)document["id"]!);
        return await team.Operator.GetAsync($"/v1/knowledge/{document["id"]}");
    }

    /// <summary>Waits until a document is indexed or cannot be.</summary>
    public Task SettledAsync(Guid id) => Database.UntilAsync("the document is indexed", "select indexed_version = version or error is not null from knowledge_documents where id = @id", new { id });

    /// <summary>Uploads a file.</summary>
    public static async Task<JsonNode> UploadAsync(Session session, HttpMethod method, string path, byte[] bytes, string type, int expected, string? version = null)
    {
        using var body = new ByteArrayContent(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (version is not null)
            request.Headers.TryAddWithoutValidation("If-Match", version);
        using var answer = await session.Http.SendAsync(request);
        return await JsonAsync(answer, expected);
    }

    /// <summary>Finds passages.</summary>
    public static async Task<JsonNode> FindAsync(Session session, Guid client, string q, int limit = 5) =>
        await session.GetAsync($"/v1/clients/{client}/knowledge/search?q={Uri.EscapeDataString(q)}&limit={limit}");

    /// <summary>A comment under one of the team's posts.</summary>
    public async Task<Guid> CommentAsync(Team team, string message, string? parent = null)
    {
        var id = Guid.CreateVersion7();
        await Database.ExecuteAsync("""
            insert into comments_inbox (id, client_id, account_id, platform, platform_comment_id, platform_post_id, parent_comment_id, author, message, posted_at, received_at)
            values (@id, @Client, @Account, 'facebook', @platformId, 'p1', @parent, '민지', @message, snsops.now(), snsops.now())
            """, new { id, team.Client, team.Account, platformId = id.ToString(), parent, message });
        return id;
    }

    /// <summary>A PDF of one page with this text in Latin letters.</summary>
    public static byte[] Pdf(string text)
    {
        var builder = new UglyToad.PdfPig.Writer.PdfDocumentBuilder();
        var font = builder.AddStandard14Font(UglyToad.PdfPig.Fonts.Standard14Fonts.Standard14Font.Helvetica);
        var page = builder.AddPage(UglyToad.PdfPig.Content.PageSize.A4);
        page.AddText(text, 12, new UglyToad.PdfPig.Core.PdfPoint(50, 700), font);
        return builder.Build();
    }

    /// <summary>As Excel in Korea saves it.</summary>
    public static byte[] Cp949(string text) => CodePagesEncodingProvider.Instance.GetEncoding(949)!.GetBytes(text);
}
