using System.Text;

namespace SnsOps.Local.Output;

/// <summary>A child's lines on disk: one file, turned over to .1 and .2 when it is full, so that logs never fill the disk.</summary>
public sealed class LogFile : IDisposable
{
    private const int KeptTurns = 2;

    private readonly string _path;
    private readonly long _limit;
    private readonly Lock _lock = new();
    private readonly Queue<string> _tail = new();
    private StreamWriter? _writer;
    private long _length;

    public LogFile(string path, long limit = 10 * 1024 * 1024)
    {
        (_path, _limit) = (path, limit);
        Open();
    }

    /// <summary>The last lines written, for the failure message of a child that did not come up.</summary>
    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (_lock)
                return [.. _tail];
        }
    }

    /// <summary>Appends a line; lines that arrive after the file was closed are dropped.</summary>
    public void Write(string line)
    {
        lock (_lock)
        {
            _tail.Enqueue(line);
            if (_tail.Count > 20)
                _tail.Dequeue();
            if (_writer is null)
                return;
            _writer.WriteLine(line);
            _length += Encoding.UTF8.GetByteCount(line) + 1;
            if (_length < _limit)
                return;
            _writer.Dispose();
            Turn();
            Open();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    private void Open()
    {
        var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        _length = stream.Length;
        _writer = new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
    }

    private void Turn()
    {
        for (var n = KeptTurns; n > 1; n--)
        {
            if (File.Exists($"{_path}.{n - 1}"))
                File.Move($"{_path}.{n - 1}", $"{_path}.{n}", overwrite: true);
        }
        File.Move(_path, _path + ".1", overwrite: true);
    }
}
