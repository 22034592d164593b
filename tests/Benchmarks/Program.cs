using System.CommandLine;
using SnsOps.Benchmarks;
using SnsOps.Benchmarks.Api;
using SnsOps.Benchmarks.Comments;
using SnsOps.Benchmarks.Faults;
using SnsOps.Benchmarks.Gateway;
using SnsOps.Benchmarks.Live;
using SnsOps.Benchmarks.Outbound;
using SnsOps.Benchmarks.Publish;
using SnsOps.Benchmarks.Questions;
using SnsOps.Benchmarks.Retrieval;
using SnsOps.Benchmarks.Scan;
using SnsOps.Benchmarks.Sentiment;

var texts = new Option<FileInfo?>("--texts") { Description = "comments to score, the last column of a TSV; made ones if left out" };
var rounds = new Option<int>("--rounds") { Description = "measured rounds", DefaultValueFactory = _ => 5 };
var posts = new Option<int>("--posts") { Description = "posts in each turn", DefaultValueFactory = _ => 5000 };
var latencies = new Option<int[]>("--latency") { Description = "of the sandbox in milliseconds, once or several times", DefaultValueFactory = _ => [0, 50], AllowMultipleArgumentsPerToken = true };
var withoutPeer = new Option<bool>("--without-peer") { Description = "only beside the bare loop" };
var beginDue = new Option<bool>("--due") { Description = "rows begin due, as after an outage: no scan, no nudge" };
var onTheMinute = new Option<bool>("--on-the-minute") { Description = "rounds of up to 1,000 are due on full minutes, when other jobs run too" };
var rows = new Option<int>("--rows") { Description = "publications at most, a power of ten", DefaultValueFactory = _ => 10_000_000 };
var minutes = new Option<int>("--minutes") { Description = "of 100 posts a second under a pinned xmin; the clock is turned, nobody waits", DefaultValueFactory = _ => 15 };
var comments = new Option<int>("--comments") { Description = "comments in each turn, or in the storm", DefaultValueFactory = _ => 200_000 };
var loaded = new Option<int>("--comments") { Description = "in the database", DefaultValueFactory = _ => 1_000_000 };
var stormed = new Option<int>("--accounts") { Description = "of all platforms", DefaultValueFactory = _ => 300 };
var seed = new Option<int>("--seed") { Description = "of the storm and the kills", DefaultValueFactory = _ => 20_261_127 };
var accounts = new Option<int>("--accounts") { Description = "of each platform", DefaultValueFactory = _ => 60 };
var hours = new Option<int>("--hours") { Description = "that pass; the clock is turned, nobody waits", DefaultValueFactory = _ => 4 };
var views = new Option<int>("--views") { Description = "pages opened per account and hour", DefaultValueFactory = _ => 6 };
var requests = new Option<int>("--requests") { Description = "to the gateway in each turn", DefaultValueFactory = _ => 2000 };
var benches = new RootCommand("측정 | measures SnsOps on servers of its own. Run it through ./snsops bench.")
{
    BenchCommand.OverFleet("lateness", "how long after its second a post is accepted: 1 to 10,000 due at once, and beside Celery's minute scan",
        (fleet, report, parsed, ct) => LatenessBench.RunAsync(fleet, report, new LatenessPlan(!parsed.GetValue(withoutPeer), parsed.GetValue(beginDue), parsed.GetValue(onTheMinute)), ct),
        withoutPeer, beginDue, onTheMinute),
    BenchCommand.OverFleet("publish", "posts per second when many are due, beside Celery and a bare loop",
        (fleet, report, parsed, ct) => PublishBench.RunAsync(fleet, report, new PublishPlan(parsed.GetValue(rounds), parsed.GetValue(posts), parsed.GetValue(latencies)!, !parsed.GetValue(withoutPeer)), ct),
        rounds, posts, latencies, withoutPeer),
    BenchCommand.Create("scan", "what looking for due posts costs PostgreSQL: up to ten million rows, and under a pinned xmin", async (report, parsed, ct) =>
    {
        await using var database = await BenchDatabase.StartAsync(ct);
        await MachineCeilings.TakeAsync(report, database.DataSource, sandbox: null, ct);
        await ScanBench.RunAsync(database, report, parsed.GetValue(rows), parsed.GetValue(minutes), ct);
    }, rows, minutes),
    BenchCommand.Create("lane", "comments scored per second, beside the same batches without a model", async (report, parsed, ct) =>
    {
        await using var database = await BenchDatabase.StartAsync(ct);
        await LaneBench.RunAsync(database, report, parsed.GetValue(texts) is { } file ? [.. (await File.ReadAllLinesAsync(file.FullName, ct)).Select(line => line.Split('\t')[^1])] : null, ct);
    }, texts),
    BenchCommand.Create("ingest", "comments stored per second, new and mostly known, beside COPY into the same table and beside Celery storing them row by row", async (report, parsed, ct) =>
    {
        await using var database = await BenchDatabase.StartAsync(ct);
        await IngestBench.RunAsync(database, report, parsed.GetValue(comments), parsed.GetValue(rounds), ct);
    }, comments, rounds),
    BenchCommand.Create("comments", "a storm of comments with faults on and collectors killed: the inbox must end as the platforms are", async (report, parsed, ct) =>
    {
        await using var fleet = await BenchFleet.StartAsync(ct, CommentsBench.Settings, new Dictionary<string, int> { ["collection"] = 2 });
        await fleet.TakeCeilingsAsync(report, ct);
        await CommentsBench.RunAsync(fleet, report, parsed.GetValue(comments), parsed.GetValue(stormed), parsed.GetValue(seed), ct);
    }, comments, stormed, seed),
    BenchCommand.Create("upload", "videos of 200 MB whose uploader is killed half way: its memory, and what is sent twice", (report, _, ct) => UploadBench.RunAsync(report, ct)),
    BenchCommand.Create("outbound", "every account's figures once an hour and the pages people open in between, under faults: answers spared, success, time",
        (report, parsed, ct) => OutboundBench.RunAsync(report, parsed.GetValue(accounts), parsed.GetValue(hours), parsed.GetValue(views), ct), accounts, hours, views),
    BenchCommand.Create("gateway", "what the gateway to language models adds to a call, what a failing provider adds, and whether each request is one row of the ledger",
        (report, parsed, ct) => GatewayBench.RunAsync(report, parsed.GetValue(requests), ct), requests),
    BenchCommand.Create("sentiment", "comments read per second on one core, and ONNX Runtime from C# beside the same from Node",
        async (report, parsed, ct) => await SentimentBench.RunAsync(report,
            parsed.GetValue(texts) is { } file ? await TokenizerEval.TextsAsync(file.FullName, ct) : null, parsed.GetValue(rounds), parsed.GetValue(withoutPeer), ct),
        texts, rounds, withoutPeer),
    FaultsBench.Create(),
    BenchCommand.Create("recover", "how long what a killed worker held has to wait", RecoverBench.RunAsync),
    BenchCommand.Create("broker", "a hop through the embedded broker, and losing it in the middle of a burst", BrokerBench.RunAsync),
    BenchCommand.OverFleet("fanout", "live events to a thousand pages beside a bare loop at the same pace, and what pages miss that come and go",
        (fleet, report, parsed, ct) => FanoutBench.RunAsync(fleet, report, parsed.GetValue(rounds), new FanoutPlan(1000, 1000, 100, 10), new ResumePlan(1000, 20, 100_000, 1000, parsed.GetValue(seed)), ct), rounds, seed),
    BenchCommand.Create("api", "the main reads and creates over 100,000 contents and a million comments, beside endpoints that run the same SQL and write the same bytes", async (report, parsed, ct) =>
    {
        await using var fleet = await BenchFleet.StartAsync(ct, ApiBench.Settings);
        await fleet.TakeCeilingsAsync(report, ct);
        await ApiBench.RunAsync(fleet, report, parsed.GetValue(rounds), 100_000, parsed.GetValue(loaded), ct);
    }, rounds, loaded),
    BareFanoutCommand(),
    BareApiCommand(),
    RetrievalEval.Create(),
    SqlEval.Create(),
    TokenizerEval.Create(),
    BenchCommand.Create("unknown", "what becomes of answers that were lost, by class", UnknownBench.RunAsync),
};
return await benches.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });

static Command BareFanoutCommand()
{
    var port = new Option<int>("--port") { Required = true };
    var command = new Command("bare-fanout") { port };
    command.Hidden = true;
    command.SetAction((parsed, ct) => BareFanout.RunAsync(parsed.GetValue(port), ct));
    return command;
}

static Command BareApiCommand()
{
    var port = new Option<int>("--port") { Required = true };
    var clients = new Option<string>("--clients") { Required = true };
    Option<Guid> user = new("--user"), content = new("--content"), comment = new("--comment");
    var command = new Command("bare-api") { port, clients, user, content, comment };
    command.Hidden = true;
    command.SetAction((parsed, ct) => BareApi.RunAsync(
        parsed.GetValue(port), new ApiLoad(Array.ConvertAll(parsed.GetValue(clients)!.Split(','), Guid.Parse), parsed.GetValue(user), parsed.GetValue(content), parsed.GetValue(comment)), ct));
    return command;
}
