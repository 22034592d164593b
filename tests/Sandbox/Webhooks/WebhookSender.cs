using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Webhooks;

/// <summary>Tells subscribers what happened, signed, in batches, again until they say 200. What waits lives in memory only: a restart loses it, as platforms do.</summary>
internal sealed class WebhookSender(IOptions<SandboxOptions> options) : BackgroundService
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(200);
    private readonly ConcurrentDictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };

    public void Subscribe(NewSubscription wanted) => _lines[wanted.AccountId] = new Line(wanted);

    public bool Unsubscribe(string accountId) => _lines.TryRemove(accountId, out _);

    public void Forget() => _lines.Clear();

    public SubscriptionView[] Views => [.. _lines.Values.Select(l => l.View).OrderBy(v => v.AccountId, StringComparer.Ordinal)];

    /// <summary>Called with every record as it is committed, under its account's gate.</summary>
    public void Observe(World world, JournalRecord record)
    {
        if (!_lines.IsEmpty && record is CommentCreated or CommentChanged && CommentEvent.Of(world, record) is { } told && _lines.TryGetValue(told.Comment.Owner.Id, out var line))
            line.Add(told);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_tick);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Task.WhenAll(_lines.Values.Select(line => SendAsync(line, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // what waits is lost, as after a restart
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    private async Task SendAsync(Line line, CancellationToken ct)
    {
        while (line.Next() is { Count: > 0 } batch)
        {
            var body = WebhookBody.Write(batch[0].Comment.Owner, batch, line.Wanted.Flat);
            for (var times = line.TakesTwice() ? 2 : 1; times > 0; times--)
            {
                while (!await PostAsync(line, body, ct))
                    await Task.Delay(s_again, ct);
            }

            line.Done(batch.Count);
        }
    }

    private async Task<bool> PostAsync(Line line, byte[] body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, line.Wanted.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Hub-Signature-256", Sign(body, line.Wanted.Secret ?? options.Value.AppSecret));
        try
        {
            using var answer = await _http.SendAsync(request, ct);
            if (answer.IsSuccessStatusCode)
                return true;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // nobody there, or too slow: it is sent again
        }

        line.Refuse();
        return !_lines.Values.Contains(line);          // nobody waits for it any more
    }

    private static string Sign(byte[] body, string secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>What waits for one subscriber.</summary>
    private sealed class Line(NewSubscription wanted)
    {
        private readonly Lock _gate = new();
        private readonly List<CommentEvent> _waiting = [];
        private readonly Random _random = new(wanted.Seed);
        private int _sending;
        private long _sent, _dropped, _refused;

        public NewSubscription Wanted => wanted;

        public SubscriptionView View
        {
            get
            {
                lock (_gate)
                    return new SubscriptionView(wanted.AccountId, _waiting.Count + _sending, _sent, _dropped, _refused);
            }
        }

        public void Add(CommentEvent told)
        {
            lock (_gate)
            {
                if (_random.NextDouble() < wanted.Drop)
                    _dropped++;
                else
                    _waiting.Insert(wanted.Reorder ? _random.Next(_waiting.Count + 1) : _waiting.Count, told);
            }
        }

        public List<CommentEvent> Next()
        {
            lock (_gate)
            {
                var batch = _waiting.Take(wanted.Batch).ToList();
                _waiting.RemoveRange(0, batch.Count);
                _sending = batch.Count;
                return batch;
            }
        }

        public bool TakesTwice()
        {
            lock (_gate)
                return _random.NextDouble() < wanted.Duplicate;
        }

        public void Done(int count)
        {
            lock (_gate)
                (_sent, _sending) = (_sent + count, 0);
        }

        public void Refuse()
        {
            lock (_gate)
                _refused++;
        }
    }
}
