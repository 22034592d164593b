using System.Diagnostics;
using Microsoft.Extensions.AI;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Shared.Llm;

/// <summary>One provider's answer as it comes: its first word in time, then one after the other, and an end that says that it is one.</summary>
/// <remarks>Only a finish reason is an end. What just stops, as when a proxy cuts a stream cleanly, has broken off.</remarks>
internal sealed class LlmTry : IAsyncDisposable
{
    private static readonly TimeSpan ForUsage = TimeSpan.FromSeconds(2);
    private const int MostTokens = 10_000_000;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _patience;
    private readonly IAsyncEnumerator<ChatResponseUpdate> _updates;
    private readonly LlmOptions _options;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan _left;
    private ChatFinishReason? _end;

    /// <summary>Begins to ask; nothing is sent before <see cref="NextAsync"/>.</summary>
    public LlmTry(LlmLink link, string model, LlmRequest request, LlmOptions options, TimeSpan left, CancellationToken ct)
    {
        (_options, _left, _caller) = (options, left, ct);
        _patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Wait(options.FirstTokenSeconds);
        var settings = new ChatOptions { ModelId = model, MaxOutputTokens = request.MaxTokens, Temperature = link.Options.SendTemperature ? request.Temperature : null };
        _updates = link.Client.GetStreamingResponseAsync(Messages(request), settings, _patience.Token).GetAsyncEnumerator(_patience.Token);
    }

    /// <summary>From the question to the first word.</summary>
    public TimeSpan? FirstWord { get; private set; }

    /// <summary>As the provider counts; null while it has not said.</summary>
    public (int Asked, int Written)? Usage { get; private set; }

    /// <summary>Since the question.</summary>
    public TimeSpan Took => Stopwatch.GetElapsedTime(_started);

    /// <summary>The next word, the end, or why there is none.</summary>
    /// <exception cref="OperationCanceledException">The caller has left.</exception>
    public async ValueTask<LlmStep> NextAsync()
    {
        try
        {
            while (await _updates.MoveNextAsync())
            {
                var text = Take(_updates.Current);
                if (text.Length == 0)
                    continue;
                FirstWord ??= Took;
                Wait(_options.StallSeconds);
                return new LlmStep.Word(text);
            }

            return Ended();
        }
        catch (Exception e) when (_caller.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, _caller);
        }
        catch (OperationCanceledException) when (_patience.IsCancellationRequested)
        {
            return _end is not null ? Ended() : new LlmStep.Broken(new LlmFault(Took >= _left ? LlmError.Deadline : FirstWord is null ? LlmError.NoFirstToken : LlmError.Stalled));
        }
        catch (Exception e)
        {
            // Each SDK throws things of its own at what it cannot read. All of them are the provider's failure; their messages may quote texts, so only their kind is kept.
            return _end is not null ? Ended() : new LlmStep.Broken(LlmFault.Of(e, FirstWord is not null));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _patience.CancelAsync();      // a stream that is left early is not read to its end
        try
        {
            await _updates.DisposeAsync();
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            // we have cancelled it ourselves
        }

        _patience.Dispose();
    }

    private string Take(ChatResponseUpdate update)
    {
        var text = "";
        foreach (var content in update.Contents)
        {
            if (content is TextContent { Text.Length: > 0 } words)
                text += words.Text.Replace("\0", "", StringComparison.Ordinal);       // PostgreSQL stores none; half of an emoji may come with the next word
            else if (content is UsageContent { Details: var usage })
                Usage = ((Usage?.Asked ?? 0) + Tokens(usage.InputTokenCount), (Usage?.Written ?? 0) + Tokens(usage.OutputTokenCount));
        }

        if (update.FinishReason is { } reason)
        {
            _end = reason;
            _patience.CancelAfter(ForUsage);      // some never say what it cost
        }

        return text;
    }

    /// <summary>What some servers say of their tokens is below zero, or without bounds.</summary>
    private static int Tokens(long? said) => (int)Math.Clamp(said ?? 0, 0, MostTokens);

    private LlmStep Ended() => _end is not { } end ? new LlmStep.Broken(new LlmFault(LlmError.BrokenOff, 200, "no-end"))
        : end == ChatFinishReason.ContentFilter ? new LlmStep.Broken(new LlmFault(LlmError.Filtered, 200, "content_filter"))
        : new LlmStep.End(IsCutShort: end == ChatFinishReason.Length);

    private void Wait(double seconds)
    {
        var (patience, left) = (TimeSpan.FromSeconds(seconds), _left - Took);
        _patience.CancelAfter(left < patience ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : patience);
    }

    private static List<ChatMessage> Messages(LlmRequest request) =>
    [
        new(ChatRole.System, request.System),
        .. request.Before.Select(turn => new ChatMessage(turn.ByModel ? ChatRole.Assistant : ChatRole.User, turn.Text)),
        request.Images.Count == 0 ? new ChatMessage(ChatRole.User, request.Prompt) : new ChatMessage(ChatRole.User, Seen(request)),
    ];

    /// <summary>Pictures first: models answer best when what they are asked comes after what it is about.</summary>
    private static List<AIContent> Seen(LlmRequest request) => [.. request.Images.Select(image => new DataContent(image.Bytes, image.MediaType)), new TextContent(request.Prompt)];
}

/// <summary>What a try came to next.</summary>
internal abstract record LlmStep
{
    private LlmStep()
    {
    }

    public sealed record Word(string Text) : LlmStep;

    public sealed record End(bool IsCutShort) : LlmStep;

    public sealed record Broken(LlmFault Fault) : LlmStep;
}
