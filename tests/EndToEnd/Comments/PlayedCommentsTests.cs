using System.Globalization;
using System.Text;
using SnsOps.EndToEnd.Fixtures;

namespace SnsOps.EndToEnd.Comments;

/// <summary>A burst of comments from a file is collected and listed, none lost, none twice.</summary>
[Collection(WorkingFleetUsers.Name)]
public sealed class PlayedCommentsTests(WorkingFleet fixture)
{
    private const int Count = 2000;
    private static readonly string[] Praise = ["정말 맛있어요", "다시 오고 싶어요", "조금 아쉬웠어요", "친절하게 맞아 주셨어요", "커피 향이 좋아요"];

    [Fact]
    public async Task Every_comment_of_the_file_is_in_the_inbox_once_and_found_in_Korean()
    {
        var agency = fixture.Agency;
        var accounts = new[]
        {
            await agency.ConnectAsync(fixture.Platforms, agency.Client, "instagram", "온기카페 손님 목소리"), await agency.ConnectAsync(fixture.Platforms, agency.Client, "facebook", "온기카페 방명록"),
        };
        var prefix = accounts[0].PlatformId;
        var expected = Enumerable.Range(1, Count).ToDictionary(
            i => string.Create(CultureInfo.InvariantCulture, $"{prefix}{i:00000}"), i => string.Create(CultureInfo.InvariantCulture, $"{Praise[i % Praise.Length]} 🙂 {i}번째 손님"));
        var file = Path.Combine(fixture.Options.Folders.State, "comments.tsv");
        await File.WriteAllLinesAsync(file, expected.Select(row => $"{row.Key}\t5\t1\t{row.Value}").Prepend("id\trating\tlabel\ttext"), new UTF8Encoding(false));

        await fixture.Platforms.PostAsync("/comments/play-file", new { path = file, per_second = 1000, account_ids = accounts.Select(account => account.PlatformId) });

        await fixture.Database.UntilAsync("all of them are in the inbox", "select count(*) = @Count from comments_inbox where account_id = any(@ids)", new { Count, ids = accounts.Select(account => account.Id).ToArray() }, seconds: 60);
        Assert.Equal(expected.OrderBy(row => row.Key, StringComparer.Ordinal), (await ListedAsync("")).Where(row => expected.ContainsKey(row.Key)).OrderBy(row => row.Key, StringComparer.Ordinal));
        var found = await ListedAsync("&q=" + Uri.EscapeDataString("아쉬웠"));
        Assert.Equal(expected.Where(row => row.Value.Contains("아쉬웠", StringComparison.Ordinal)).Select(row => row.Key).Order(StringComparer.Ordinal), found.Select(row => row.Key).Where(expected.ContainsKey).Order(StringComparer.Ordinal));
    }

    /// <summary>Every page of the list; a comment listed twice is seen.</summary>
    private async Task<IReadOnlyList<KeyValuePair<string, string>>> ListedAsync(string filter)
    {
        var listed = new List<KeyValuePair<string, string>>();
        string? next = null;
        do
        {
            var page = await fixture.Agency.Operator.GetAsync($"/v1/comments?client_id={fixture.Agency.Client}&page_size=200{filter}{(next is null ? "" : "&page_token=" + Uri.EscapeDataString(next))}");
            listed.AddRange(page["items"]!.AsArray().Select(item => KeyValuePair.Create((string)item!["platform_comment_id"]!, (string)item["message"]!)));
            next = (string?)page["next_page_token"];
        }
        while (next is not null);
        return listed;
    }
}
