using System.Buffers;
using System.Net;

namespace SnsOps.Shared.Platforms.Google;

/// <summary>A stretch of a file as a request's body: read while it is sent, never held in memory.</summary>
internal sealed class FileSlice(string path, long from, long length) : HttpContent
{
    private const int Buffer = 81_920;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        file.Position = from;
        var buffer = ArrayPool<byte>.Shared.Rent(Buffer);
        try
        {
            for (var left = length; left > 0;)
            {
                var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(Buffer, left)), cancellationToken);
                if (read == 0)
                    throw new EndOfStreamException($"{path} is shorter than its row says");
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
