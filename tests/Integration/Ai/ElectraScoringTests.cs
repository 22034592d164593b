using Microsoft.Extensions.DependencyInjection;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Lanes;
using SnsOps.Unit.Sentiment;
using SnsOps.Workers.Ai.Sentiment;

namespace SnsOps.Integration.Ai;

/// <summary>A KcELECTRA that the settings choose reads the comments; here a tiny one of random weights.</summary>
public sealed class ElectraScoringTests
{
    [Fact]
    public async Task The_folder_that_the_settings_name_reads_comments_and_signs_its_scores()
    {
        using var folder = new ElectraFolder();
        await using var ai = await AiFixture.CreateAsync();
        await using var process = Workers.Ai.Program.Build([.. ProcessSettings.For(ai.Database), $"--Sentiment:ModelPath={folder.Path}", "--Sentiment:ReasonParts=3"]);
        var model = process.Services.GetRequiredService<ISentimentModel>();
        string[] texts = ["라떼가 정말 맛있어요!", "벌레 나왔 사과", "최고", "주차 되나요?"];
        await ai.CommentAsync([.. Enumerable.Range(0, 100).Select(i => texts[i % 4])]);

        Assert.Equal(100, await ai.DrainAsync(ai.Scorer(model)));

        Assert.Equal("kcelectra@tiny", await ai.Database.ScalarAsync<string>("select string_agg(distinct sentiment_model, ' ') from comments_inbox"));
        foreach (var (text, score) in texts.Zip(model.Score(texts)))
        {
            Assert.Equal(25, await ai.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where message = @text and sentiment = @sentiment::sentiment and abs(score - @Probability) < 1e-3",
                new { text, sentiment = score.Class.ToString().ToLowerInvariant(), score.Probability }));
        }

        // One word alone decided.
        Assert.Equal(25, await ai.Database.ScalarAsync<int>("select count(*)::int from comments_inbox where message = '최고' and sentiment_spans = '{0,2,1000}'"));
    }

    [Fact]
    public async Task A_model_of_other_classes_stops_the_start()
    {
        using var folder = new ElectraFolder(f => f.Labels = ["LABEL_0", "LABEL_1", "LABEL_2", "LABEL_3"]);
        await using var ai = await AiFixture.CreateAsync();
        await using var process = Workers.Ai.Program.Build([.. ProcessSettings.For(ai.Database), $"--Sentiment:ModelPath={folder.Path}"]);

        // Its handler needs the model, so the host cannot come up without.
        var refusal = Assert.Throws<ModelFileException>(() => process.Services.GetServices<INudgeHandler>().Count());

        Assert.Contains("LABEL_0", refusal.Message, StringComparison.Ordinal);
    }
}
