using System.Text.RegularExpressions;
using SnsOps.Api.Publications;
using SnsOps.Shared.Effects;
using SnsOps.Shared.Platforms;

namespace SnsOps.Unit.Api;

/// <summary>What people are told to do about each code the worker gives up with.</summary>
public sealed partial class FailureAdviceTests
{
    private static readonly string[] Folders = ["Workers.Publishing/PublishDuePublications", "Workers.Publishing/Platforms", "Workers.Publishing/ResolveUnknownOutcomes", "Shared/Effects"];

    /// <summary>Every code of ours that a publication may keep, with what must come before sending again and a word of the advice.</summary>
    private static readonly Dictionary<string, (string Retry, string Word)> Ours = new()
    {
        ["not_sent"] = ("now", "일시적"), ["no_answer"] = ("now", "일시적"), ["no_id"] = ("now", "일시적"), ["abandoned"] = ("now", "일시적"), ["not_ready"] = ("now", "일시적"),
        ["expired"] = ("now", "일시적"), ["missed"] = ("now", "일시적"), ["held"] = ("now", "일시적"), ["not_posted"] = ("now", "일시적"), ["not_there"] = ("now", "일시적"),
        ["worker_died"] = ("now", "일시적"), ["deadline"] = ("now", "일시적"), ["upload_host"] = ("now", "일시적"), ["video_expired"] = ("now", "일시적"),
        ["video_upload_failed"] = ("now", "일시적"), ["no_session"] = ("now", "일시적"), ["video_gone"] = ("now", "일시적"),
        ["media_unreadable"] = ("now", "일시적"), ["internal"] = ("now", "일시적"),
        ["budget"] = ("now", "한도"), ["budget_unread"] = ("now", "한도"), ["breaker_open"] = ("now", "장애"), ["velocity_brake"] = ("now", "한도"), ["action_blocked"] = ("now", "한도"), ["publishing_limit"] = ("now", "한도"),
        ["container_error"] = ("now", "미디어"), ["video_error"] = ("now", "미디어"), ["video_failed"] = ("now", "미디어"),
        ["account.not_active"] = ("after_reconnecting", "연결"), [GrantTrouble.TokenUnreadable] = ("after_reconnecting", "연결"),
        ["forced_private"] = ("after_checking", "확인"), ["upload_ambiguous"] = ("after_checking", "확인"), ["video_rejected"] = ("after_checking", "확인"),
        ["ask_a_person"] = ("after_checking", "확인"), ["processing"] = ("after_checking", "확인"), ["handed_over"] = ("after_checking", "확인"), ["no_status"] = ("after_checking", "확인"),
        ["media.missing"] = ("after_editing", "고쳐서"), [Seals.Broken] = ("after_editing", "승인된 것과"),
    };

    public static TheoryData<string> Codes => [.. Ours.Keys];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_code_of_ours_has_advice_that_fits(string code)
    {
        var advice = FailureAdvice.On(code);
        Assert.Equal(Ours[code].Retry, advice.Retry);
        Assert.Contains(Ours[code].Word, advice.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quotaExceeded", "now", "한도")]
    [InlineData("servingLimitExceeded", "now", "한도")]
    [InlineData("uploadLimitExceeded", "now", "한도")]
    [InlineData("processingFailure", "now", "미디어")]
    [InlineData("conflict", "now", "일시적")]
    [InlineData("unauthorized_client", "now", "관리자")]
    [InlineData("ACCESS_TOKEN_SCOPE_INSUFFICIENT", "after_reconnecting", "연결")]
    [InlineData("invalidTitle", "after_editing", "고쳐서")]
    [InlineData("32", "now", "한도")]
    [InlineData("9/2207042", "now", "한도")]
    [InlineData("9007/2207027", "now", "일시적")]
    [InlineData("4/2207051", "after_checking", "확인")]
    [InlineData("506", "after_checking", "확인")]
    [InlineData("1/1366051", "after_checking", "확인")]
    [InlineData("190/463", "after_reconnecting", "연결")]
    [InlineData("100", "after_editing", "고쳐서")]
    public void Each_code_of_a_platform_has_advice_that_fits(string code, string retry, string word)
    {
        var advice = FailureAdvice.On(code);
        Assert.Equal(retry, advice.Retry);
        Assert.Contains(word, advice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_code_the_worker_writes_is_without_advice()
    {
        var sources = Folders.SelectMany(folder => Directory.GetFiles(Path.Combine(Root(), "src", folder), "*.cs")).Where(file => !OfComments().IsMatch(Path.GetFileName(file)));
        var written = sources.SelectMany(file => Written().Matches(File.ReadAllText(file))).Select(match => match.Groups["code"].Value).Distinct().ToList();

        Assert.True(written.Count > 20, $"only {written.Count} codes were found");
        Assert.Empty(written.Where(code => code != "video_" && !Ours.ContainsKey(code)));      // "video_" is followed by the state of a video that has failed: each is above
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SnsOps.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the sources are not above the tests");
        return folder;
    }

    [GeneratedRegex("""Outcome\.(TryLater|Rejected|Unknown)\(\s*"(?<code>[a-z_.]+)"|\bCode = "(?<code>[a-z_.]+)"|=> \("(?<code>[a-z_]+)", "|\berror_code = '(?<code>[a-z_.]+)'""")]
    private static partial Regex Written();

    /// <summary>What is sent below posts is not retried by cause.</summary>
    [GeneratedRegex("Comment|Repl(y|ies)|Moderator|Action")]
    private static partial Regex OfComments();
}
