using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SnsOps.Shared.Effects;

/// <summary>What a seal is made of, part after part in one piece of memory. A length before each part, and -1 for none, so that no two contents run into the same bytes.</summary>
internal ref struct SealBytes
{
    private Span<byte> _bytes;
    private byte[]? _pooled;
    private int _count;

    /// <summary>Begins in the caller's memory; what needs more moves on into pooled memory.</summary>
    public SealBytes(Span<byte> first) => _bytes = first;

    public void Text(string? text)
    {
        if (text is null)
        {
            Number(-1);
            return;
        }

        var room = Room(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        _count += sizeof(int) + length;
    }

    /// <summary>In microseconds, as PostgreSQL keeps it.</summary>
    public void Time(DateTimeOffset? time)
    {
        if (time is not { } instant)
        {
            Number(-1);
            return;
        }

        Number(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(Room(sizeof(long)), (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);
        _count += sizeof(long);
    }

    public void Id(Guid id)
    {
        Number(16);
        id.TryWriteBytes(Room(16), bigEndian: true, out _);
        _count += 16;
    }

    public void Part(ReadOnlySpan<byte> part)
    {
        Number(part.Length);
        part.CopyTo(Room(part.Length));
        _count += part.Length;
    }

    /// <summary>Four bytes without a length before them: itself a length, or how many parts follow.</summary>
    public void Number(int number)
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), number);
        _count += sizeof(int);
    }

    /// <summary>SHA-256 of all of it. Nothing is left afterwards.</summary>
    public byte[] Hash()
    {
        var hash = SHA256.HashData(_bytes[.._count]);
        if (_pooled is not null)
            ArrayPool<byte>.Shared.Return(_pooled);
        this = default;
        return hash;
    }

    private Span<byte> Room(int more)
    {
        if (_bytes.Length - _count < more)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, _count + more));
            _bytes[.._count].CopyTo(larger);
            if (_pooled is not null)
                ArrayPool<byte>.Shared.Return(_pooled);
            _pooled = larger;
            _bytes = larger;
        }

        return _bytes[_count..];
    }
}
