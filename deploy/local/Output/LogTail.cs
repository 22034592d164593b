using System.Text;

namespace SnsOps.Local.Output;

/// <summary>Reads a log from its end and goes on when it is turned over.</summary>
internal sealed class LogTail(string path, Action<string> print)
{
    private long _offset;

    /// <summary>Prints the last <paramref name="count"/> lines.</summary>
    internal void PrintLast(int count)
    {
        var last = new Queue<string>();
        Read(line =>
        {
            last.Enqueue(line);
            if (last.Count > count)
                last.Dequeue();
        });
        foreach (var line in last)
            print(line);
    }

    /// <summary>Passes over what is there already.</summary>
    internal void SkipToEnd() => _offset = File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>Prints what was added since.</summary>
    internal void PrintNew() => Read(print);

    private void Read(Action<string> line)
    {
        if (!File.Exists(path))
            return;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < _offset)
            _offset = 0;      // the file was turned over
        stream.Position = _offset;
        var added = new byte[stream.Length - _offset];
        stream.ReadExactly(added);
        // Only whole lines: the rest may end in the middle of a Korean letter.
        var end = Array.LastIndexOf(added, (byte)'\n') + 1;
        _offset += end;
        foreach (var text in Encoding.UTF8.GetString(added, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            line(text);
    }
}
