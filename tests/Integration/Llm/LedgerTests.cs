using SnsOps.Shared.Llm;

namespace SnsOps.Integration.Llm;

/// <summary>What the ledger does with what it cannot write.</summary>
public sealed class LedgerTests
{
    [Fact]
    public async Task A_request_that_cannot_be_stored_keeps_no_other_from_being_written()
    {
        await using var stage = await GatewayStage.StartAsync();
        await stage.Database.ExecuteAsync("""
            create function away() returns trigger language plpgsql as $$ begin raise exception 'away' using errcode = '57P01'; end $$;
            create trigger away before insert or update on llm_requests for each row execute function away()
            """);
        var closings = new[] { "gpt-4o", "gpt-4o", "gpt-4o\0", "gpt-4o" }.Select(model => Closing(stage, model)).ToArray();
        foreach (var closing in closings)
            stage.Ledger.Close(closing);        // the first is tried until PostgreSQL is back; meanwhile the others come together
        await stage.Database.ExecuteAsync("drop trigger away on llm_requests");

        await stage.Database.UntilAsync("the others are there", "select count(*) = 3 from llm_requests where source = 'provider' and model = 'gpt-4o'");

        stage.Ledger.Close(Closing(stage, "claude-sonnet-4-5"));
        await stage.Database.UntilAsync("the next is, too", "select exists (select from llm_requests where model = 'claude-sonnet-4-5')");
        Assert.False(await stage.Database.ScalarAsync<bool>("select exists (select from llm_requests where id = @Id)", new { closings[2].Opening.Id }));
        await stage.BalanceAsync();
    }

    private static LlmClosing Closing(GatewayStage stage, string model) => new(
        new LlmOpening(DateTimeOffset.UtcNow, Guid.CreateVersion7(), stage.Client, LlmTasks.Question, 1_000, null), "provider", "answered", "openai", model, 120, 40, 0, 700, 1, null, 12, 34, null);
}
