using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Live;

namespace SnsOps.Integration.Fixtures;

/// <summary>The chain of external calls as one process has it, over a test's database: several of them are several processes.</summary>
public sealed class Chains : IAsyncDisposable
{
    private readonly NudgeProducer _nudges;
    private readonly BrokerLocator _locator;

    private Chains(TestDatabase database, ExternalCallOptions options)
    {
        Options = options;
        Identity = new WorkerIdentity("publishing");
        _locator = new BrokerLocator(database.DataSource, new KafkaOptions(), NullLogger<BrokerLocator>.Instance);
        _nudges = new NudgeProducer(_locator, new KafkaOptions(), Identity, NullLogger<NudgeProducer>.Instance);
        Live = new LiveEvents(_nudges);
        Budgets = new Budgets(new BudgetSql(database.DataSource, Identity, Options, Live), Options);
        Breakers = new Breakers(new BreakerSql(database.DataSource, Identity, Live), Options, NullLogger<Breakers>.Instance);
        Log = new CallLog(new CallLogSql(database.DataSource), TimeProvider.System, Options, NullLogger<CallLog>.Instance);
        Chain = new ExternalCallChain(Budgets, Breakers, Log, Options, NullLogger<ExternalCallChain>.Instance);
    }

    /// <summary>One more process, alive for an hour.</summary>
    public static async Task<Chains> StartAsync(TestDatabase database, ExternalCallOptions? options = null)
    {
        var chains = new Chains(database, options ?? new ExternalCallOptions { RetrySeconds = 0.01 });
        await database.ExecuteAsync("""
            insert into workers (id, process, host, pid, version, lease_until) values (@Id, 'publishing', 'h', 1, '0', clock_timestamp() + interval '1 hour')
            """, new { chains.Identity.Id });
        return chains;
    }

    public ExternalCallOptions Options { get; }

    public WorkerIdentity Identity { get; }

    public LiveEvents Live { get; }

    public Budgets Budgets { get; }

    public Breakers Breakers { get; }

    public CallLog Log { get; }

    public ExternalCallChain Chain { get; }

    public async ValueTask DisposeAsync()
    {
        await Budgets.DisposeAsync();
        Log.Dispose();
        _nudges.Dispose();
        _locator.Dispose();
    }
}
