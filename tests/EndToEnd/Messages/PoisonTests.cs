using SnsOps.EndToEnd.Fixtures;
using SnsOps.Shared.Messages;

namespace SnsOps.EndToEnd.Messages;

/// <summary>Messages nobody can read are set aside, and the lane goes on.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class PoisonTests(WorkingFleet fixture)
{
    private static readonly byte[] Due = Poison.Text(Kinds.PublicationDue);

    private static readonly (byte[]? Kind, byte[]? Body)[] Unreadable =
    [
        (null, Poison.Text("""{"ids":[]}""")),
        (Poison.Text("e2e.모르는-종류"), Poison.Text("""{"ids":[]}""")),
        ([0xFF, 0xFE, 0x41], Poison.Text("""{"ids":[]}""")),
        (Poison.Text(Kinds.PublicationDue + "\0"), Poison.Text("""{"ids":[]}""")),
        (Due, null),
        (Due, []),
        (Due, Poison.Text("null")),
        (Due, Poison.Text("안녕하세요")),
        (Due, Poison.Text("""{"ids":["없는 번호"]}""")),
        (Due, Poison.Text("""{"ids":["\ud800"]}""")),
        (Due, Poison.Text("""{"\u0000\ud800":{"ids":1},"ids":7}""")),
        (Due, [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D]),
        (Due, Poison.Text(new string('[', 200_000))),
        (Due, new byte[900_000]),
    ];

    [Fact]
    public async Task Unreadable_messages_become_dead_letters_and_the_post_behind_them_goes_out()
    {
        var before = await fixture.Database.ScalarAsync<long>("select count(*) from dead_letters");
        await Poison.SendAsync(fixture.Fleet, fixture.Agency.Facebook.Id, Unreadable);
        var content = await fixture.Agency.ScheduleAsync("못 읽을 메시지 뒤에서도 나가는 글", DateTimeOffset.UtcNow.AddSeconds(1), [fixture.Agency.Facebook]);

        await Until.TrueAsync("each of them is a dead letter", async () => await fixture.Database.ScalarAsync<long>("select count(*) from dead_letters") == before + Unreadable.Length,
            describe: async () => string.Join('\n', await fixture.Database.RowsAsync<string>("select reason from dead_letters order by created_at")));
        Assert.Equal("published", Assert.Single(await fixture.Verdicts.HoldAsync([content])).State);
        Assert.Equal(0, await fixture.Database.ScalarAsync<long>("select count(*) from dead_letters where reason = ''"));
    }

    [Fact]
    public async Task A_dead_letter_is_sent_again_once_and_by_an_admin_only()
    {
        var kind = $"e2e.{Guid.NewGuid():N}";
        await Poison.SendAsync(fixture.Fleet, fixture.Agency.Facebook.Id, (Poison.Text(kind), Poison.Text("""{"ids":[]}""")));
        await fixture.Database.UntilAsync("it is a dead letter", "select count(*) = 1 from dead_letters where kind = @kind", new { kind });
        var listed = (await fixture.Agency.Admin.GetAsync("/v1/operations/dead-letters?waiting=true"))["items"]!.AsArray();
        var letter = Assert.Single(listed, item => (string?)item!["kind"] == kind)!;
        var path = $"/v1/operations/dead-letters/{(string)letter["id"]!}/redrive";
        Assert.Contains(kind, (string)letter["reason"]!, StringComparison.Ordinal);

        Assert.Equal("auth.forbidden", (await fixture.Agency.Operator.SendAsync(HttpMethod.Post, path)).Code);
        Assert.Equal(202, (await fixture.Agency.Admin.SendAsync(HttpMethod.Post, path)).Status);

        await fixture.Database.UntilAsync("it has come again and is as unreadable", "select count(*) = 2 and count(redriven_at) = 1 from dead_letters where kind = @kind", new { kind });
        Assert.Equal("dead_letter.already_redriven", (await fixture.Agency.Admin.SendAsync(HttpMethod.Post, path)).Code);
        Assert.Equal("dead_letter.not_found", (await fixture.Agency.Admin.SendAsync(HttpMethod.Post, $"/v1/operations/dead-letters/{Guid.CreateVersion7()}/redrive")).Code);
    }
}
