using SnsOps.Benchmarks.Faults;
using SnsOps.Local.Supervision;

namespace SnsOps.EndToEnd.Faults;

/// <summary>The fault suite of <c>./snsops bench faults</c> in short: a fixed seed, one fault of each kind, few posts, short leases.</summary>
public sealed class FaultSuiteTests
{
    private const int Seed = 20261121;
    private static readonly string[] Short = ["K10g", "K14", "F1", "F9", "F21b"];

    [Fact]
    public async Task Whatever_breaks_each_post_is_out_once_or_a_person_is_asked()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fleet = await FaultFleet.StartAsync(FleetOptions.ForTest("faults"), ct, new Dictionary<string, string?>
        {
            ["Workers__HeartbeatSeconds"] = "0.5", ["Workers__LeaseSeconds"] = "3", ["Lanes__SweepSeconds"] = "0.5", ["Lanes__OverdueSeconds"] = "1",
            ["Publishing__DeadlineSeconds"] = "5", ["Resolve__HorizonSeconds"] = "0", ["Resolve__AbsenceSeconds"] = "1", ["Resolve__LookSeconds"] = "0.5",
        });
        var told = new List<string>();
        var run = new FaultRun(fleet, await FaultAgency.FoundAsync(fleet, 40, ct), Seed, 24, told.Add, lead: 4);

        foreach (var fault in Short.Select(id => Catalogue.All.Single(f => f.Id == id)))
            Assert.True(await run.RunUntilStruckAsync(fault, ct), $"{fault.Id} hit nothing\n" + string.Join('\n', told));

        Assert.True((await run.CloseAsync(ct)).Violations.Count == 0, string.Join('\n', told));
    }
}
