using System.Text;
using Confluent.Kafka;
using SnsOps.Local.Broker;
using SnsOps.Local.Processes;

namespace SnsOps.Benchmarks.Faults;

/// <summary>The broker dies, limps, or forgets what nobody has read: nudges are lost, posts are not.</summary>
internal static class BrokerFaults
{
    private const int NotLeader = 6, NotCoordinator = 16, Transport = -195;
    private const string Topic = "snsops.publishing";

    /// <summary>A partition of the embedded broker keeps five mebibytes.</summary>
    private const int FloodBytes = 7 * 1024 * 1024, FloodMessage = 512 * 1024;

    public static IEnumerable<FaultCase> All { get; } =
    [
        new("F9", "the broker dies with all it knows", Formats.All, DieAsync),
        new("F9s", "the broker freezes and dies again and again", Formats.All, LimpAsync),
        new("F10", "the broker is slow, goes away, and answers with errors", Formats.All, ErrAsync),
        new("F11", "the broker forgets nudges that nobody has read yet", ["facebook_text"], ForgetAsync),
    ];

    /// <summary>What is claimed already needs no broker any more: only what still waits for its nudge is hit.</summary>
    private static async Task DieAsync(Round round, CancellationToken ct)
    {
        await round.ScheduleSpreadAsync(6, ct);
        await Round.LastAsync(round.Draw("ms", 0, 4000) / 1000.0, ct);
        await round.StrikeOpenAsync(ct, "scheduled", "due");
        round.Fleet.Fleet.Kill("broker");
    }

    private static async Task LimpAsync(Round round, CancellationToken ct)
    {
        var fleet = round.Fleet.Fleet;
        await round.ScheduleSpreadAsync(10, ct);
        for (var i = 0; i < 3; i++)
        {
            await round.StrikeOpenAsync(ct, "scheduled", "due");
            fleet.Kill("broker", UnixSignal.Stop);
            await Round.LastAsync(round.Draw("frozen", 1, 4), ct);
            fleet.Kill("broker", UnixSignal.Continue);
            fleet.Kill("broker");
            await fleet.Member("broker").WaitReadyAsync(ct);
        }
    }

    /// <summary>A broker of the bench's own takes the place of the fleet's: one that can be told to err.</summary>
    private static async Task ErrAsync(Round round, CancellationToken ct)
    {
        var fleet = round.Fleet.Fleet;
        await fleet.StopMemberAsync("broker");
        using (var broker = BrokerHost.Start())
        {
            await new BrokerRow(fleet.ConnectionString).ClaimAsync(broker, ct);
            await Round.LastAsync(2, ct);
            broker.AnswerWith(MockRequest.Produce, Transport, NotLeader, NotLeader, Transport);
            broker.AnswerWith(MockRequest.Fetch, NotLeader, Transport, NotLeader, NotLeader, Transport);
            broker.AnswerWith(MockRequest.Heartbeat, NotCoordinator, NotCoordinator);
            await round.ScheduleAsync(ct, inSeconds: 8);
            await round.StrikeOpenAsync(ct);
            broker.TakeRoundTrip(TimeSpan.FromSeconds(2));
            await Round.LastAsync(round.Draw("slow", 2, 5), ct);
            broker.TakeRoundTrip(TimeSpan.Zero);
            broker.GoAway();
            await Round.LastAsync(round.Draw("away", 1, 5), ct);
            broker.ComeBack();
            await round.UntilSentAsync(40, ct);
        }

        fleet.StartMember("broker");
    }

    private static async Task ForgetAsync(Round round, CancellationToken ct)
    {
        using var team = await ApiTeam.SignInAsync(round.Fleet, round.Agency.Client, ct);
        Account[] pages = [.. round.Agency.Accounts.Where(a => a.Platform == "facebook").OrderBy(_ => round.Random.Next()).Take(40)];
        var contents = new Dictionary<Guid, (Account Page, string Text)>();
        foreach (var page in pages)
        {
            var text = $"{round.Number}번째 판, 알림을 잃은 {page.Number}의 글 ☕";
            var made = (await team.WriteAsync(HttpMethod.Post, "/v1/contents", ct, new { client_id = round.Agency.Client, title = text, body = text, account_ids = new[] { page.Id } })).Accepted();
            var content = Guid.Parse((string)made.Body["id"]!);
            (await team.WriteAsync(HttpMethod.Post, $"/v1/contents/{content}/submit", ct)).Accepted();
            (await team.ApproveAsync(content, ct)).Accepted();
            contents[content] = (page, text);
        }

        foreach (var worker in (string[])[FaultFleet.Steady, FaultFleet.Victim])
            round.Fleet.Fleet.Kill(worker, UnixSignal.Stop);
        var due = await round.InAsync(8, ct);
        await Parallel.ForEachAsync(contents.Keys, ct, async (content, token) =>
            (await team.WriteAsync(HttpMethod.Post, $"/v1/contents/{content}/schedule", token, new { scheduled_at = due, time_zone = "Asia/Seoul" })).Accepted());
        await round.AdoptAsync(contents, ct);
        await FloodAsync((await round.Fleet.Fleet.KafkaAsync(ct))!);
        await round.StrikeOpenAsync(ct, "due");
        foreach (var worker in (string[])[FaultFleet.Steady, FaultFleet.Victim])
            round.Fleet.Fleet.Kill(worker, UnixSignal.Continue);
    }

    /// <summary>Nudges of nothing, more than a partition keeps.</summary>
    private static async Task FloodAsync(string bootstrap)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = bootstrap, MessageMaxBytes = 2 * FloodMessage, LingerMs = 5 }).Build();
        var headers = new Headers { { "ce_type", Encoding.UTF8.GetBytes("publication.due") } };
        var body = Encoding.UTF8.GetBytes($$"""{"ids":[],"padding":"{{new string('가', FloodMessage / 3)}}"}""");
        for (var partition = 0; partition < 12; partition++)
        {
            for (var sent = 0; sent < FloodBytes; sent += body.Length)
                await producer.ProduceAsync(new TopicPartition(Topic, partition), new Message<Null, byte[]> { Value = body, Headers = headers });
        }
    }
}
