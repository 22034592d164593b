using System.Globalization;
using System.Text;
using Dapper;
using Npgsql;
using SnsOps.Integration.Fixtures;
using SnsOps.Local.Supervision;
using SnsOps.Shared.Storage;

namespace SnsOps.Benchmarks.Faults;

/// <summary>One client with many accounts, written straight into the rows; its posts take the way of all posts from the minute scan on.</summary>
internal sealed class FaultAgency
{
    private static readonly byte[] Photo = LoadPhoto();
    private readonly NpgsqlDataSource _database;
    private readonly MediaStore _store;
    private readonly Dictionary<Shape, StoredFile[]> _pool = [];
    private readonly HashSet<string> _numbers;
    private readonly HashSet<string> _expected = [];
    private readonly HashSet<(string Account, string Id)> _byHand = [];

    private FaultAgency(FaultFleet fleet, Guid client, IReadOnlyList<Account> accounts)
    {
        (_database, Client, Accounts) = (fleet.Database, client, accounts);
        _numbers = [.. accounts.Select(a => a.Number)];
        var storage = new StorageOptions { Folder = fleet.Folders.Media, PublicBaseUrl = "http://127.0.0.1:9", SigningKey = Convert.ToBase64String(new byte[32]) };
        _store = new MediaStore(storage, new ObjectFolder(storage), TimeProvider.System);
    }

    /// <summary>What a file is like.</summary>
    private enum Shape
    {
        Image,
        Video,
    }

    public Guid Client { get; }

    /// <summary>Of five, two are on Instagram, two on Facebook and one on YouTube; or all of them on Facebook.</summary>
    public IReadOnlyList<Account> Accounts { get; }

    /// <summary>Makes it, and its accounts on the platforms.</summary>
    public static async Task<FaultAgency> FoundAsync(FaultFleet fleet, int accounts, CancellationToken ct, bool onlyFacebook = false)
    {
        var client = Guid.CreateVersion7();
        string[] platforms = onlyFacebook ? ["facebook"] : ["instagram", "facebook", "youtube", "instagram", "facebook"];
        Account[] all = [.. Enumerable.Range(0, accounts).Select(i => new Account(
            Guid.CreateVersion7(), platforms[i % platforms.Length], (910_000_000_000_000 + i).ToString(CultureInfo.InvariantCulture), "T" + i.ToString(CultureInfo.InvariantCulture)))];
        await using (var connection = await fleet.Database.OpenConnectionAsync(ct))
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into clients (id, name) values (@client, '온기카페 ' || @client);
                insert into users (id, email, name, role, password_hash) values (@client, 'author@bench.example', '박서연', 'operator', 'x'), (gen_random_uuid(), 'approver@bench.example', '이도윤', 'manager', 'x');
                insert into platform_accounts (id, client_id, platform, platform_account_id, name)
                select id, @client, platform::platform, number, '온기카페 ' || number from unnest(@ids, @platforms, @numbers) as a (id, platform, number);
                insert into account_tokens (client_id, account_id, version, key_id, access_token) select @client, id, 1, 'bench', token from unnest(@ids, @tokens) as t (id, token)
                """,
                new
                {
                    client, ids = all.Select(a => a.Id).ToArray(), platforms = all.Select(a => a.Platform).ToArray(), numbers = all.Select(a => a.Number).ToArray(),
                    tokens = all.Select(a => FaultFleet.Vault.Seal(a.Id, a.Token)).ToArray(),
                }, cancellationToken: ct));
        }

        foreach (var account in all)
            await fleet.Sandbox.AddAccountAsync(account.Platform, account.Number, account.Token, ct);
        var agency = new FaultAgency(fleet, client, all);
        foreach (var shape in Enum.GetValues<Shape>())
            agency._pool[shape] = await agency.StoreAsync(shape, [.. Enumerable.Range(0, 6).Select(i => $"{shape}{i}")], ct);
        return agency;
    }

    /// <summary>What a round planned, and what was made by hand in it: the accounts may show that and nothing else.</summary>
    public void Expect(Round round)
    {
        _expected.UnionWith(round.Batch.Select(p => p.Key));
        _byHand.UnionWith(round.ByHand);
    }

    /// <summary>Lines of the ledger that stand on these accounts though nobody planned them, nor made them by hand. Each is given once.</summary>
    public IReadOnlyList<Effect> Strange(IEnumerable<Effect> posts)
    {
        Effect[] strange = [.. posts.Where(e => _numbers.Contains(e.AccountId) && !_byHand.Contains((e.AccountId, e.Id)) && !Checker.Keys(e).Any(_expected.Contains))];
        _byHand.UnionWith(strange.Select(e => (e.AccountId, e.Id)));
        return strange;
    }

    /// <summary>Approved contents of one publication each, all scheduled so many seconds from now; the next scan finds them.</summary>
    public async Task<IReadOnlyList<Planned>> ScheduleAsync(IReadOnlyList<Wanted> wanted, double inSeconds, CancellationToken ct, string grace = "60 minutes", double? leadSeconds = null)
    {
        var files = await FilesAsync(wanted, ct);
        Planned[] planned = [.. wanted.Select((w, i) => new Planned(Guid.CreateVersion7(), Guid.CreateVersion7(), w.Account, w.Format, w.Text, files[i].Length > 0 ? files[i][0].Hex : null))];
        await using var connection = await _database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            with at as materialized (select snsops.now() + make_interval(secs => @inSeconds) as t),
            wanted as materialized (select * from unnest(@ids, @contents, @accounts, @formats, @texts) as w (id, content_id, account_id, format, text)),
            made as (
                insert into contents (id, client_id, title, body, review_state, seal, scheduled_at, local_time, time_zone, created_by, approved_by, approved_at)
                select content_id, @Client, left(text, 40), text, 'approved', sha256('x'), t, t at time zone 'Asia/Seoul', 'Asia/Seoul', @Client,
                       (select id from users where email = 'approver@bench.example'), now() from at, wanted
                returning id),
            shown as (
                insert into content_media (client_id, content_id, position, media_id)
                select @Client, m.content_id, m.position, m.media_id from unnest(@mediaContents, @positions, @media) as m (content_id, position, media_id) join made on made.id = m.content_id)
            insert into publications (id, client_id, content_id, account_id, platform, format, state, content_version, seal, scheduled_at, grace, prepare_at, next_attempt_at)
            select w.id, @Client, w.content_id, w.account_id, a.platform, w.format::publication_format, 'scheduled', 1, sha256('x'), t, @grace::interval, greatest(snsops.now(), t - make_interval(secs => @lead)), t
              from at, wanted w join platform_accounts a on a.id = w.account_id join made on made.id = w.content_id;
            insert into content_targets (client_id, content_id, account_id) select @Client, content_id, account_id from unnest(@contents, @accounts) as w (content_id, account_id);
            update contents set seal = snsops.content_seal(id) where id = any(@contents);
            update publications p set seal = snsops.post_seal(c.seal, p.account_id, p.format::text, p.scheduled_at, null) from contents c where p.id = any(@ids) and c.id = p.content_id
            """,
            new
            {
                Client, inSeconds, grace, lead = leadSeconds ?? 86_400, ids = planned.Select(p => p.Id).ToArray(), contents = planned.Select(p => p.ContentId).ToArray(), accounts = planned.Select(p => p.Account.Id).ToArray(),
                formats = planned.Select(p => p.Format).ToArray(), texts = planned.Select(p => p.Text).ToArray(),
                mediaContents = planned.SelectMany((p, i) => files[i].Select(_ => p.ContentId)).ToArray(), positions = files.SelectMany(f => Enumerable.Range(0, f.Length)).ToArray(),
                media = files.SelectMany(f => f.Select(file => file.Id)).ToArray(),
            }, cancellationToken: ct));
        return planned;
    }

    /// <summary>Stories show no text, so each has a file of its own by which the ledger knows it.</summary>
    private async Task<StoredFile[][]> FilesAsync(IReadOnlyList<Wanted> wanted, CancellationToken ct)
    {
        var own = new Dictionary<Wanted, StoredFile>();
        foreach (var shape in Enum.GetValues<Shape>())
        {
            Wanted[] stories = [.. wanted.Where(w => w.IsStory && (w.WithVideo ? Shape.Video : Shape.Image) == shape)];
            foreach (var (story, file) in stories.Zip(await StoreAsync(shape, [.. stories.Select(s => s.Text)], ct)))
                own[story] = file;
        }

        return [.. wanted.Select((w, i) => w switch
        {
            { IsStory: true } => new[] { own[w] },
            { Format: "facebook_text" } => [],
            { Format: "instagram_carousel" or "facebook_multi_photo" } => [_pool[Shape.Image][i % 6], _pool[Shape.Image][(i + 1) % 6]],
            { Format: "youtube_video" } => [_pool[Shape.Video][i % 6], _pool[Shape.Image][i % 6]],
            { Format: "instagram_reel" or "facebook_video" or "facebook_reel" or "youtube_short" } => [_pool[Shape.Video][i % 6]],
            _ => [_pool[Shape.Image][i % 6]],
        })];
    }

    private async Task<StoredFile[]> StoreAsync(Shape shape, IReadOnlyList<string> names, CancellationToken ct)
    {
        var stored = new List<StoredFile>();
        foreach (var name in names)
        {
            using var content = new MemoryStream([.. shape == Shape.Image ? Photo : Videos.Mp4(), .. Encoding.UTF8.GetBytes(name)]);
            var (sha256, bytes) = (await _store.PutAsync(content, long.MaxValue, ct))!.Value;
            stored.Add(new StoredFile(Guid.CreateVersion7(), sha256, bytes));
        }

        if (stored.Count == 0)
            return [];
        await using var connection = await _database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into media_assets (id, client_id, sha256, bytes, type, width, height, duration_ms, video_codec, moov_first)
            select id, @Client, sha256, bytes, @type, 1080, @height, @duration, @codec, @first from unnest(@ids, @hashes, @sizes) as f (id, sha256, bytes)
            """,
            new
            {
                Client, type = shape == Shape.Image ? "image/jpeg" : "video/mp4", height = shape == Shape.Image ? 1080 : 1920, duration = shape == Shape.Image ? (int?)null : 8000,
                codec = shape == Shape.Image ? null : "avc1", first = shape == Shape.Image ? (bool?)null : true,
                ids = stored.Select(f => f.Id).ToArray(), hashes = stored.Select(f => f.Sha256).ToArray(), sizes = stored.Select(f => f.Bytes).ToArray(),
            }, cancellationToken: ct));
        return [.. stored];
    }

    private static byte[] LoadPhoto()
    {
        using var stream = typeof(Fleet).Assembly.GetManifestResourceStream("demo/smile.jpg") ?? throw new InvalidOperationException("demo/smile.jpg is not in the local host");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed record StoredFile(Guid Id, byte[] Sha256, long Bytes)
    {
        public string Hex => Convert.ToHexStringLower(Sha256);
    }
}

/// <summary>An account: ours, and as its platform knows it.</summary>
internal sealed record Account(Guid Id, string Platform, string Number, string Token);
