using System.Diagnostics;
using System.Text;
using SnsOps.Shared.ExternalCalls;
using SnsOps.Shared.Hosting;
using SnsOps.Shared.Kafka;
using SnsOps.Shared.Llm.Providers;

namespace SnsOps.Shared.Llm;

/// <summary>One request on its way: the cache, the budget, the providers one after the other, the embedded writer, and one row of the ledger at the end.</summary>
/// <remarks>Where words are shown as they come, no other provider takes over once one was.</remarks>
internal sealed class LlmRun(LlmParts parts, LlmRequest request, bool isShown, CancellationToken ct) : IAsyncDisposable
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly StringBuilder _text = new();
    private readonly List<LlmMiss> _misses = [];
    private readonly LlmWalk _walk = new(parts.Options);
    private LlmOpening? _opening;
    private byte[]? _key;
    private LlmFlights.Flight? _flight;
    private Task _noted = Task.CompletedTask;
    private LlmLink? _link;
    private string _model = "";
    private LlmTry? _try;
    private BreakerPass _pass;
    private LlmFault? _lastFault;
    private LlmEvent? _after;
    private double? _firstWordMs;
    private int _wastedTokens;
    private long _wastedMicros;
    private bool _isToBeNoted;
    private bool _isReady;
    private bool _isClosed;

    /// <summary>The next part, or the end.</summary>
    public async ValueTask<LlmEvent> NextAsync()
    {
        if (!_isReady && await BeginAsync() is { } kept)
            return kept;
        if (_after is not null)
            return _after;
        while (true)
        {
            if (_try is null && !await TryNextAsync())
                return Given(await EmbeddedAsync());
            switch (await AskAsync())
            {
                case LlmStep.Word(var word):
                    _text.Append(word);
                    _firstWordMs ??= Elapsed;
                    if (!isShown)
                        continue;
                    return new LlmEvent.Piece(word);
                case LlmStep.End(var isCutShort):
                    return new LlmEvent.Ended(await WrittenAsync(isCutShort));
                case LlmStep.Broken(var fault):
                    await MissAsync(fault);
                    if (isShown && _text.Length > 0)
                        return new LlmEvent.Ended(await TruncatedAsync(fault));
                    _text.Clear();
                    continue;
            }
        }
    }

    /// <summary>A caller that leaves early has still asked: what was written until then is counted.</summary>
    public async ValueTask DisposeAsync()
    {
        _flight?.End(null);
        if (_try is not null)
        {
            parts.Log.AddModel(_link!.Scope, request.Task, request.ClientId, _walk.Tries, _try.Took, null, null, null);
            await _try.DisposeAsync();
            await parts.Breakers.AbandonAsync(_pass);       // nothing was learnt
        }

        if (_isClosed || _opening is null)
            return;
        await _noted;
        var (asked, written) = _try is null ? (0, 0) : SoFar(_try);
        Close(_try is null ? "none" : "partial", "cancelled", asked, written, null);
    }

    private double Elapsed => Stopwatch.GetElapsedTime(_started).TotalMilliseconds;

    private TimeSpan Left => TimeSpan.FromSeconds(parts.Options.DeadlineSeconds) - Stopwatch.GetElapsedTime(_started);

    /// <summary>What comes before anybody is asked.</summary>
    private async ValueTask<LlmEvent?> BeginAsync()
    {
        _isReady = true;
        _walk.Begin(parts.Health.Order(request));
        var first = _walk.First;
        _opening = new LlmOpening(parts.Clock.GetUtcNow(), Guid.CreateVersion7(), request.ClientId, request.Task, first is null ? 0 : SetAside(), Correlation.Known);
        if (request.CacheFor is not null && first is not null)
        {
            _key = LlmCache.KeyOf(request, first.Name + "/" + first.ModelFor(request.Task));
            if (await parts.Cache.FindAsync(request, _key, ct) is { } kept)
                return FromCache(kept);
            var (own, answer) = parts.Flights.Join(request.ClientId, _key);
            _flight = own;
            if (own is null && await answer.WaitAsync(ct) is { } brought)
                return FromCache(brought);
        }

        if (first is null)
            return null;
        _isToBeNoted = parts.Ledger.IsFar(_opening);
        if (!_isToBeNoted && await parts.Ledger.ReserveAsync(_opening, ct) is { } why)
        {
            _misses.Add(new LlmMiss("budget", why));
            _lastFault = new LlmFault(why);
            _walk.Stop();
        }

        return null;
    }

    /// <summary>The most it may cost: the dearest of those that may be asked writes all that it may.</summary>
    private long SetAside()
    {
        var asked = LlmTokens.Of(request);
        return _walk.All.Max(link =>
        {
            var price = parts.Links.PriceOf(link, link.ModelFor(request.Task));
            return price.Micros(asked + (request.Images.Count * (price.ImageTokens - LlmTokens.PerImage)), request.MaxTokens);
        });
    }

    /// <summary>Turns to the next provider that may be asked.</summary>
    private async ValueTask<bool> TryNextAsync()
    {
        while (await _walk.NextAsync(Left, ct) is { } link)
        {
            (_link, _model) = (link, link.ModelFor(request.Task));
            try
            {
                _pass = await parts.Breakers.EnterAsync(link.Scope, ct);
            }
            catch (Exception e) when (Outage.Is(e))
            {
                _pass = new BreakerPass(link.Scope, null, null);      // nobody knows; the answer will tell
            }

            if (_pass.HeldBack is not null)
            {
                _misses.Add(new LlmMiss(link.Name, LlmError.BreakerOpen));
                _lastFault ??= new LlmFault(LlmError.BreakerOpen);
                continue;
            }

            _walk.Tries++;
            _try = new LlmTry(link, _model, request, parts.Options, Left, ct);
            return true;
        }

        return false;
    }

    /// <summary>The provider's next step. Once the question is on its way the row is, too: neither waits for the other.</summary>
    private ValueTask<LlmStep> AskAsync()
    {
        var step = _try!.NextAsync();
        if (_isToBeNoted)
        {
            _isToBeNoted = false;
            _noted = parts.Ledger.NoteAsync(_opening!);
        }

        return step;
    }

    private async Task MissAsync(LlmFault fault)
    {
        parts.Log.AddModel(_link!.Scope, request.Task, request.ClientId, _walk.Tries, _try!.Took, fault.Error.Verdict(), fault.Status, fault.Name);
        LlmLog.Missed(parts.Logger, _link.Name, _opening!.Id, fault.Name, _try.Took.TotalMilliseconds);
        _misses.Add(new LlmMiss(_link.Name, fault.Error));
        _lastFault = fault;
        if (fault.Error == LlmError.NoModel)
            parts.Health.NoModel(_link, _model);
        var shown = isShown && _text.Length > 0;
        if (!shown && (_text.Length > 0 || _try.Usage is not null))
            Waste();
        await _try.DisposeAsync();
        if (!shown)
            _try = null;
        await parts.Breakers.ReportAsync(_pass, fault.Error.Verdict(), fault.Name);
        _walk.Missed(_link, fault);
    }

    /// <summary>Of an answer that broke off. Some say at its beginning what was asked, and nobody what was written.</summary>
    private (int Asked, int Written) SoFar(LlmTry begun) => (begun.Usage?.Asked ?? LlmTokens.Of(request), Math.Max(begun.Usage?.Written ?? 0, LlmTokens.Of(_text.ToString())));

    private void Waste()
    {
        var (asked, written) = SoFar(_try!);
        _wastedTokens += asked + written;
        _wastedMicros += parts.Links.PriceOf(_link!, _model).Micros(asked, written);
    }

    private async Task<LlmAnswer> WrittenAsync(bool isCutShort)
    {
        var (took, usage) = (_try!.Took, _try.Usage);
        await _try.DisposeAsync();
        _try = null;
        parts.Log.AddModel(_link!.Scope, request.Task, request.ClientId, _walk.Tries, took, CallVerdict.Answered, 200, null);
        await parts.Breakers.ReportAsync(_pass, CallVerdict.Answered, null);
        await _noted;
        Failpoint.Hit("llm.answered");
        var text = _text.ToString();
        var (asked, written) = usage ?? (LlmTokens.Of(request), LlmTokens.Of(text));
        var keep = _key is null || isCutShort ? null : new LlmKept(_key, _link.Name, _model, text, written, request.CacheFor!.Value);
        Close(usage is null ? "estimated" : "provider", "answered", asked, written, keep);
        _flight?.End(keep is null ? null : new LlmCached(_link.Name, _model, text, written));
        return new LlmAnswer.Written(Response(text, asked + written, isCutShort));
    }

    private async Task<LlmAnswer> TruncatedAsync(LlmFault fault)
    {
        await _noted;
        var (asked, written) = SoFar(_try!);
        _try = null;
        Close("partial", "truncated", asked, written, null);
        return new LlmAnswer.Truncated(Response(_text.ToString(), asked + written, isCutShort: true), fault.Error);
    }

    private LlmEvent FromCache(LlmCached kept)
    {
        (_link, _model) = (parts.Links.All.FirstOrDefault(link => link.Name == kept.Provider) ?? _walk.First, kept.Model);
        Close("cache", "answered", 0, 0, null);
        return Given(new LlmAnswer.Written(Response(kept.Content, 0, isCutShort: false) with { IsFromCache = true }));
    }

    /// <summary>A text that is there at once: who watches gets it in one piece, then the end.</summary>
    private LlmEvent Given(LlmAnswer answer)
    {
        _after = new LlmEvent.Ended(answer);
        return isShown && answer is LlmAnswer.Written { Response.Content: { Length: > 0 } text } ? new LlmEvent.Piece(text) : _after;
    }

    /// <summary>The last link: what SnsOps writes itself, and says so.</summary>
    private async Task<LlmAnswer> EmbeddedAsync()
    {
        await _noted;
        if (!parts.Writers.TryGetValue(request.Task, out var writer) || writer.Write(request) is not { } text)
        {
            Close("none", "failed", 0, 0, null);
            return new LlmAnswer.Unanswered(_misses, _opening!.Id);
        }

        (_link, _model) = (null, writer.Engine);
        Close("embedded", "answered", 0, 0, null);
        return new LlmAnswer.Written(Response(text, 0, isCutShort: false) with { Engine = writer.Engine });
    }

    private LlmResponse Response(string text, int tokens, bool isCutShort)
    {
        var engine = _link is null ? _model : $"{_link.Name}/{_model}";
        LlmLog.Answered(parts.Logger, _opening!.Id, request.Task, request.ClientId, engine, Elapsed);
        return new LlmResponse(text, _model, _link?.Provider ?? LlmProvider.Embedded, tokens, (int)Elapsed) { Engine = engine, IsCutShort = isCutShort, RequestId = _opening.Id, Misses = _misses };
    }

    private void Close(string source, string outcome, int asked, int written, LlmKept? keep)
    {
        _isClosed = true;
        var cost = source is "cache" or "embedded" or "none" ? 0 : parts.Links.PriceOf(_link!, _model).Micros(asked, written);
        parts.Ledger.Close(new LlmClosing(_opening!, source, outcome, source == "none" ? null : _link?.Name ?? "embedded", source == "none" ? null : _model, asked, written, _wastedTokens,
            cost + _wastedMicros, _walk.Tries, _lastFault?.Name, _firstWordMs, Elapsed, keep));
    }
}
