using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SnsOps.Local.Commands;
using SnsOps.Shared.Knowledge;

namespace SnsOps.Benchmarks.Retrieval;

/// <summary><c>./snsops eval retrieval</c>: how often the passage that answers a question is among the first five, through the code and the database that serve it.</summary>
internal static class RetrievalEval
{
    private const int Seed = 20_261_128, Most = 5, Deep = 60;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var data = new Option<FileInfo?>("--data") { Description = "SQuAD JSON: its contexts are the corpus, and the figure is whether the gold context is among the first five" };
        var vectors = new Option<int>("--vectors") { Description = "vectors in the HNSW index, of clients of all sizes; 0: leave it out", DefaultValueFactory = _ => 20_000 };
        var onlyIndex = new Option<bool>("--only-index") { Description = "the HNSW index alone" };
        var command = new Command("retrieval", "recall@5 of the knowledge search") { data, vectors, onlyIndex };
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var database = await BenchDatabase.StartAsync(signals.Asked);
            var stage = new RetrievalStage(database);
            if (parsed.GetValue(data) is { } file)
            {
                await OnSquadAsync(stage, file, signals.Asked);
                return 0;
            }

            var whole = parsed.GetValue(onlyIndex) || await OnMadeAsync(stage, signals.Asked);
            if (parsed.GetValue(vectors) is > 0 and var count)
                whole &= await VectorIndexEval.RunAsync(database, count, signals.Asked);
            return whole ? 0 : 1;
        });
        return command;
    }

    private static async Task OnSquadAsync(RetrievalStage stage, FileInfo file, CancellationToken ct)
    {
        var (contexts, questions) = SquadFile.Read(file.FullName);
        Say($"{file.Name}: {contexts.Count} contexts, {questions.Count} questions");
        var client = await stage.ClientAsync("SQuAD", ct);
        var documents = new Guid[contexts.Count];
        for (var i = 0; i < documents.Length; i++)
            documents[i] = await stage.DocumentAsync(client, "·", contexts[i], ct);
        var (hybrid, near) = (0, 0);
        foreach (var (question, context) in questions)
        {
            ct.ThrowIfCancellationRequested();
            var found = (await stage.Search.FindAsync(client, question, Deep, ct)).Passages.Select(p => p.DocumentId).Distinct().Take(Most);
            hybrid += found.Contains(documents[context]) ? 1 : 0;
            var nearest = (await stage.DocumentsOfAsync(await stage.Search.NearestAsync(client, question, Deep, ct), ct)).Distinct().Take(Most);
            near += nearest.Contains(documents[context]) ? 1 : 0;
        }

        Say($"recall@5 {Share(hybrid, questions.Count)}");
        Say($"vector-only recall@5 {Share(near, questions.Count)} ({stage.Embedder.Id})");
    }

    private static async Task<bool> OnMadeAsync(RetrievalStage stage, CancellationToken ct)
    {
        using var templates = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Retrieval", "client-documents.txt"));
        var made = MadeKnowledge.Read(templates, Seed);
        var agency = await stage.ClientAsync("모두 한 클라이언트", ct);
        var clients = new Dictionary<string, Guid>();
        foreach (var document in made.Documents)
        {
            if (!clients.TryGetValue(document.Client, out var client))
                clients[document.Client] = client = await stage.ClientAsync(document.Client, ct);
            await stage.DocumentAsync(agency, document.Thing, document.Text, ct);
            await stage.DocumentAsync(client, document.Thing, document.Text, ct);
        }

        var held = made.Questions.Where(q => q.IsHeld).ToList();
        var words = made.Questions.Average(q => KoreanTerms.Count(q.Text).Keys.ToList() is var asked ? asked.Count(KoreanTerms.Count(q.Thing + " " + q.Answer).ContainsKey) / (double)asked.Count : 0);
        Say($"{made.Documents.Count} documents of {clients.Count} clients, {await stage.ChunksAsync(agency, ct)} chunks, {made.Questions.Count} questions, {held.Count} of them of held-out families; "
            + string.Create(CultureInfo.InvariantCulture, $"{words:0.00} of a question's pieces are in the name and the answer"));
        var all = await MeasureAsync(stage, made.Questions, _ => agency, ct);
        var each = await MeasureAsync(stage, made.Questions, q => clients[q.Client], ct);
        Say($"recall@5 {Share(all.Hybrid(held), held.Count)}");
        Say($"vector-only recall@5 {Share(all.Near(held), held.Count)} ({stage.Embedder.Id})");
        var tuned = made.Questions.Where(q => !q.IsHeld).ToList();
        Say($"  families that were looked at while tuning: hybrid {Share(all.Hybrid(tuned), tuned.Count)}, vector-only {Share(all.Near(tuned), tuned.Count)}");
        Say($"  each client's documents alone, held-out families: hybrid {Share(each.Hybrid(held), held.Count)}, vector-only {Share(each.Near(held), held.Count)}");
        Say($"  search p50 {all.Milliseconds(0.5)} ms, p95 {all.Milliseconds(0.95)} ms");
        var foreign = await MeasureAsync(stage, held, q => clients[clients.Keys.First(name => name != q.Client)], ct);
        var misplaced = await MeasureAsync(stage, [.. made.Misplaced(Seed)], q => clients[q.Client], ct);
        Say($"  a basis is seen for {Share(each.Bases(held), held.Count)} of questions the client's documents answer, for {Share(foreign.Bases(held), held.Count)} of another client's questions, "
            + $"and for {Share(misplaced.WithBasis.Count, misplaced.Times.Count)} of questions that name something of the client's but ask what no document of it says");
        var leaked = all.Leaks + each.Leaks + foreign.Leaks;
        Say($"  cross-client rows {leaked}");
        return leaked == 0;
    }

    private static async Task<Measured> MeasureAsync(RetrievalStage stage, IReadOnlyList<MadeQuestion> questions, Func<MadeQuestion, Guid> clientOf, CancellationToken ct)
    {
        var measured = new Measured();
        foreach (var question in questions)
        {
            ct.ThrowIfCancellationRequested();
            var client = clientOf(question);
            var started = Stopwatch.GetTimestamp();
            var found = await stage.Search.FindAsync(client, question.Text, Most, ct);
            measured.Times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            var near = await stage.ReadAsync(await stage.Search.NearestAsync(client, question.Text, Most, ct), ct);
            if (found.Passages.Any(p => Answers(p.Heading, p.Text, question)))
                measured.HybridHits.Add(question);
            if (near.Any(p => Answers(p.Heading, p.Text, question)))
                measured.NearHits.Add(question);
            if (found.HasBasis)
                measured.WithBasis.Add(question);
            measured.Leaks += found.Passages.Count(p => p.ClientId != client) + near.Count(p => p.ClientId != client);
        }

        return measured;
    }

    private static bool Answers(string heading, string text, MadeQuestion question) => heading == question.Thing && text.Contains(question.Answer, StringComparison.Ordinal);

    private static string Share(int hits, int of) => (hits / (double)of).ToString("0.000", CultureInfo.InvariantCulture);

    private static void Say(string line) => Console.WriteLine(line);

    private sealed class Measured
    {
        public HashSet<MadeQuestion> HybridHits { get; } = [];

        public HashSet<MadeQuestion> NearHits { get; } = [];

        public HashSet<MadeQuestion> WithBasis { get; } = [];

        public List<double> Times { get; } = [];

        public int Leaks { get; set; }

        public int Hybrid(List<MadeQuestion> of) => of.Count(HybridHits.Contains);

        public int Near(List<MadeQuestion> of) => of.Count(NearHits.Contains);

        public int Bases(List<MadeQuestion> of) => of.Count(WithBasis.Contains);

        public string Milliseconds(double quantile) => Times.Order().ElementAt((int)(quantile * (Times.Count - 1))).ToString("0.0", CultureInfo.InvariantCulture);
    }
}
