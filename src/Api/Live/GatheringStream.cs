using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace SnsOps.Api.Live;

/// <summary>Below a WebSocket: holds its frames back while more are on their way, so that what waits for one page is one write to the network instead of many.</summary>
/// <remarks>The WebSocket writes each frame by itself and asks for no more than a stream; it never writes two frames at once, so nothing here is locked.</remarks>
internal sealed class GatheringStream(Stream inner) : Stream
{
    private const int Most = 32 * 1024;
    private readonly ArrayBufferWriter<byte> _held = new();
    private volatile bool _gathers;

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Puts one below each WebSocket of the requests that follow.</summary>
    public static void Use(IApplicationBuilder app) => app.Use(next => context =>
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            context.Features.Set<IHttpUpgradeFeature>(new Upgrade(upgrade));
        return next(context);
    });

    /// <summary>The one below this request's WebSocket, once that is accepted; null: the server upgrades in another way.</summary>
    public static GatheringStream? Of(HttpContext context) => (context.Features.Get<IHttpUpgradeFeature>() as Upgrade)?.Stream;

    /// <summary>True: what is written from now on waits for more. False: the next write takes along what waits.</summary>
    public void Gather(bool more) => _gathers = more;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held.WrittenCount == 0 && !_gathers)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        _held.Write(buffer.Span);
        if (_gathers && _held.WrittenCount < Most)
            return;
        await inner.WriteAsync(_held.WrittenMemory, cancellationToken);
        _held.ResetWrittenCount();
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.ReadAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _gathers ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Upgrade(IHttpUpgradeFeature server) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => server.IsUpgradableRequest;

        public GatheringStream? Stream { get; private set; }

        public async Task<Stream> UpgradeAsync() => Stream = new GatheringStream(await server.UpgradeAsync());
    }
}
