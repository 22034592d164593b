using SnsOps.Shared.Hosting;
using SnsOps.Shared.JobItems;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Workers.Ai.IndexKnowledge;

/// <summary>Cuts one document into chunks, makes their vectors, and stores them in place of the old ones.</summary>
/// <remarks>No transaction is open while vectors are made. Who changes the document meanwhile wins: its own item follows.</remarks>
internal sealed partial class IndexKnowledgeHandler(IndexKnowledgeSql documents, IEmbedder embedder, ILogger<IndexKnowledgeHandler> logger) : IJobItemHandler
{
    private const int MostChunks = 20_000;

    /// <inheritdoc />
    public string Job => KnowledgeJobs.Index;

    /// <inheritdoc />
    public async Task<JobItemOutcome> RunAsync(JobItem item, CancellationToken ct)
    {
        if (await documents.ReadAsync(item.ClientId, item.SubjectId, ct) is not { } document)
            return new JobItemOutcome.Done(new { skipped = "the document is gone" });
        if (document.IndexedVersion == document.Version && document.Embedder == embedder.Id)
            return new JobItemOutcome.Done(new { skipped = "it is indexed" });
        var (text, error) = document.Text is null ? DocumentText.OfPdf(document.Original!, ct) : (document.Text, null);
        var pieces = text is null ? [] : Cut(document, text);
        error ??= pieces.Count switch
        {
            0 => "읽을 내용이 없습니다 | There is nothing in it to read",
            > MostChunks => $"문서가 너무 깁니다({MostChunks}조각 넘음) | The document is too long (more than {MostChunks} chunks)",
            _ => null,
        };
        if (error is not null)
        {
            await documents.RefuseAsync(document, text, error, ct);
            return new JobItemOutcome.Failed(error);
        }

        try
        {
            var vectors = await embedder.EmbedAsync([.. pieces.Select(p => NewChunk.Join(p.Heading, p.Text))], ct);
            Failpoint.Hit("index.embedded");
            var stored = await documents.StoreAsync(document, text!, [.. pieces.Zip(vectors, (p, v) => new NewChunk(p.Heading, p.Text, v))], embedder.Id, ct);
            LogIndexed(document.ClientId, document.Id, document.Version, pieces.Count, embedder.Id, stored);
            return new JobItemOutcome.Done(new { document.Version, chunks = pieces.Count, embedder = embedder.Id, stored });
        }
        catch (EmbeddingException e) when (e.MayRetry)
        {
            return new JobItemOutcome.TryLater(e.Message);
        }
        catch (EmbeddingException e)
        {
            // It may be the embedder's set-up as well as the document: what is indexed of it stays.
            return new JobItemOutcome.Failed(e.Message);
        }
    }

    /// <summary>Its chunks, and one more than may be where there are more: the rest is not even made.</summary>
    private static List<Section> Cut(IndexedDocument document, string text) =>
    [
        .. (from section in DocumentSections.Of(document.MediaType, text.ReplaceLineEndings("\n"))
            from chunk in Chunker.Cut(section.Text)
            select new Section(section.Heading.Length == 0 || section.Heading == document.Title ? document.Title : $"{document.Title} > {section.Heading}", chunk)).Take(MostChunks + 1),
    ];

    [LoggerMessage(4040, LogLevel.Information, "Document {DocumentId} of client {ClientId}, version {Version}: {Chunks} chunks by {Embedder} (stored: {Stored})", EventName = "KnowledgeIndexed")]
    private partial void LogIndexed(Guid clientId, Guid documentId, int version, int chunks, string embedder, bool stored);
}
