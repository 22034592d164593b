using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SnsOps.Integration.Fixtures;
using SnsOps.Shared.Platforms;
using SnsOps.Shared.Platforms.Meta;

namespace SnsOps.Integration.ExternalCalls;

/// <summary>What is due in one second does not open its connections in it.</summary>
public sealed class OpenedAheadTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Method, string Connection, bool HasToken)> _requests = new();
    private WebApplication _platform = null!;
    private TestDatabase _database = null!;
    private Chains _chains = null!;
    private ConnectedAccount _account = null!;
    private TaskCompletionSource _pair = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waiting;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A platform that answers two at a time: neither can use the connection of the other.</summary>
    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _platform = builder.Build();
        _platform.Urls.Add("http://127.0.0.1:0");
        _platform.Run(async context =>
        {
            _requests.Enqueue((context.Request.Method, context.Connection.Id, context.Request.Headers.Authorization.Count > 0));
            var pair = _pair;
            if (Interlocked.Increment(ref _waiting) % 2 == 0)
            {
                _pair = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                pair.SetResult();
            }

            await pair.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsJsonAsync(new { id = "555_1" });
        });
        await _platform.StartAsync(Ct);
        _database = await TestDatabase.CreateAsync();
        _chains = await Chains.StartAsync(_database);
        _account = await new Agency(_database).ConnectedAsync("facebook", "555");
    }

    public async ValueTask DisposeAsync()
    {
        await _platform.DisposeAsync();
        await _chains.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Two_sends_use_the_two_connections_that_were_opened_for_them()
    {
        using var meta = new MetaClient(new MetaOptions { BaseUrl = _platform.Urls.Single(), AppId = "1" }, _chains.Chain, NullLogger<MetaClient>.Instance);

        await Task.WhenAll(meta.ConnectAsync(_account), meta.ConnectAsync(_account));
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => meta.PostAsync("555/feed", MetaCall.Publishing(_account, "fb.feed"), [("message", $"같은 초의 글 {i}")], Ct)));

        Assert.All(answers, answer => Assert.IsType<MetaAnswer.Ok>(answer));
        var (opened, sent) = (_requests.Where(r => r.Method == "HEAD").ToArray(), _requests.Where(r => r.Method == "POST").ToArray());
        Assert.Equal((2, 2), (opened.Length, sent.Length));
        Assert.Equal(opened.Select(r => r.Connection).Order(), sent.Select(r => r.Connection).Order());
        Assert.DoesNotContain(opened, r => r.HasToken);
    }

    [Fact]
    public async Task Where_nobody_answers_opening_ahead_fails_nothing()
    {
        var address = _platform.Urls.Single();
        await _platform.StopAsync(Ct);
        using var meta = new MetaClient(new MetaOptions { BaseUrl = address, AppId = "1" }, _chains.Chain, NullLogger<MetaClient>.Instance);

        await meta.ConnectAsync(_account);
    }
}
