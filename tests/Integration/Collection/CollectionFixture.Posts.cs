using System.Net.Http.Json;
using System.Text.Json;

namespace SnsOps.Integration.Collection;

/// <summary>Posts that are published already, here and on the simulated platforms.</summary>
public sealed partial class CollectionFixture
{
    /// <summary>A post on a page.</summary>
    public async Task<string> PagePostAsync(string page, string text)
    {
        using var answer = await SendAsync(page, $"{page}/feed", ("message", text));
        return answer.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>An Instagram post of a picture, as a post of its own or a story.</summary>
    public async Task<string> MediaAsync(string account, string pictureUrl, bool story = false)
    {
        using var container = await SendAsync(account, $"{account}/media", [("image_url", pictureUrl), .. story ? new[] { ("media_type", "STORIES") } : [("caption", "가을 신메뉴")]]);
        var id = container.RootElement.GetProperty("id").GetString()!;
        while (true)
        {
            using var status = await GetAsync(account, $"{id}?fields=status_code");
            if (status.RootElement.GetProperty("status_code").GetString() == "FINISHED")
                break;
        }

        using var published = await SendAsync(account, $"{account}/media_publish", ("creation_id", id));
        return published.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>The row of a publication that is on the platform since some hours.</summary>
    public async Task<Guid> PublishedAsync(Guid client, Guid account, string format, string platformPostId, double hoursAgo = 1)
    {
        var publication = await Agency.PublicationAsync(client, account, format, "가을 신메뉴 " + platformPostId, 0);
        await Database.ExecuteAsync("""
            update publications set state = 'published', platform_post_id = @platformPostId, published_at = snsops.now() - make_interval(hours => 1) * @hoursAgo, due_since = null where id = @publication
            """, new { publication, platformPostId, hoursAgo });
        return publication;
    }

    /// <summary>Sets a figure on the platform; null: it is left out.</summary>
    public Task SetFigureAsync(string id, string metric, long? value, string? day = null) => ControlAsync("figures", new { id, metric, value, day });

    /// <summary>What the platform says of a figure.</summary>
    public async Task<long?> FigureAsync(string id, string metric, string? day = null) =>
        (await Sandbox.Http.GetFromJsonAsync<JsonElement>($"/_sandbox/figures?id={id}&metric={metric}" + (day is null ? "" : "&day=" + day))).GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetInt64() : null;

    /// <summary>A call of the sandbox's control API.</summary>
    public async Task ControlAsync(string path, object body)
    {
        using var answer = await Sandbox.Http.PostAsJsonAsync("/_sandbox/" + path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Turns the clocks of the database and of the platforms.</summary>
    public async Task TurnClockAsync(TimeSpan offset)
    {
        await Database.ExecuteAsync("select snsops.turn_clock(@offset)", new { offset });
        await Sandbox.TurnClockAsync(offset);
    }

    private async Task<JsonDocument> SendAsync(string account, string path, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v25.0/" + path) { Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))) };
        return await AnswerAsync(account, request);
    }

    private async Task<JsonDocument> GetAsync(string account, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v25.0/" + path);
        return await AnswerAsync(account, request);
    }

    private async Task<JsonDocument> AnswerAsync(string account, HttpRequestMessage request)
    {
        request.Headers.Authorization = new("Bearer", "EAAG-" + account);
        using var answer = await Sandbox.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text);
    }
}
