using SnsOps.Shared.Storage;

namespace SnsOps.Workers.Publishing.Platforms;

/// <summary>Pieces of a file in the order a platform wants them; the file is opened again only when it wants another place.</summary>
internal sealed class Pieces(MediaStore media, OutgoingMedia file) : IAsyncDisposable
{
    private Stream? _bytes;
    private long _position;
    private byte[] _piece = [];

    /// <summary>The bytes from <paramref name="start"/> on; good until the next piece is read.</summary>
    /// <exception cref="MediaUnreadableException">The storage does not give them.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(long start, int length, CancellationToken ct)
    {
        if (_bytes is null || _position != start)
        {
            await DisposeAsync();
            _bytes = await file.OpenAsync(media, start, ct);
        }

        if (_piece.Length < length)
            _piece = new byte[length];
        try
        {
            await _bytes.ReadExactlyAsync(_piece.AsMemory(0, length), ct);
        }
        catch (IOException e)
        {
            throw new MediaUnreadableException(file, e);
        }

        _position = start + length;
        return _piece.AsMemory(0, length);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        var bytes = _bytes;
        _bytes = null;
        return bytes?.DisposeAsync() ?? default;
    }
}
