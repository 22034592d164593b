using System.Buffers;
using System.Text.Json;

namespace SnsOps.Sandbox.State;

/// <summary>Appends records to a file and says when they are on disk. Everything that arrives during one fsync shares the next.</summary>
internal sealed class Journal : IDisposable
{
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly FileStream _file;
    private readonly Action<Exception> _onFailure;
    private readonly Thread _writer;
    private ArrayBufferWriter<byte> _filling = new(1 << 16);
    private ArrayBufferWriter<byte> _flushing = new(1 << 16);
    private TaskCompletionSource _nextFlush = NewFlush();
    private Task _running = Task.CompletedTask;
    private int _generation;
    private bool _startOver;
    private bool _closed;

    /// <param name="onFailure">Told when the disk refuses: what is in memory is no longer what would come back.</param>
    public Journal(FileStream file, Action<Exception> onFailure)
    {
        _file = file;
        _onFailure = onFailure;
        _writer = new Thread(Write) { IsBackground = true, Name = "journal" };
        _writer.Start();
    }

    /// <summary>Puts a record into the buffer; await <see cref="FlushedAsync"/> before telling anyone.</summary>
    public void Append(int generation, JournalRecord record)
    {
        var line = Line.Get();
        JsonSerializer.Serialize(line.Json, record, JournalJson.Readable.JournalRecord);
        line.Json.Flush();
        line.Bytes.Write("\n"u8);
        lock (_gate)
        {
            if (generation != _generation)
                return;                                            // its world was reset meanwhile
            _filling.Write(line.Bytes.WrittenSpan);
        }
        _wake.Set();
    }

    /// <summary>Completes when all that was appended before this call is on disk.</summary>
    public Task FlushedAsync()
    {
        lock (_gate)
            return _filling.WrittenCount > 0 || _startOver ? _nextFlush.Task : _running;
    }

    /// <summary>Empties the file; records of older generations are dropped from now on.</summary>
    public void StartOver(int generation)
    {
        lock (_gate)
        {
            _generation = generation;
            _filling.ResetWrittenCount();
            _startOver = true;
        }
        _wake.Set();
    }

    private void Write()
    {
        while (true)
        {
            _wake.WaitOne();
            TaskCompletionSource flush;
            bool startOver;
            lock (_gate)
            {
                if (_filling.WrittenCount == 0 && !_startOver)
                {
                    if (_closed)
                        return;
                    continue;
                }
                (_filling, _flushing) = (_flushing, _filling);
                (flush, _nextFlush) = (_nextFlush, NewFlush());
                _running = flush.Task;
                (startOver, _startOver) = (_startOver, false);
            }
            try
            {
                if (startOver)
                    _file.SetLength(0);
                _file.Write(_flushing.WrittenSpan);
                _file.Flush(flushToDisk: true);
                _flushing.ResetWrittenCount();
                flush.SetResult();
            }
            catch (IOException e)
            {
                flush.SetException(e);
                _onFailure(e);
                return;
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _closed = true;
        _wake.Set();
        _writer.Join();
        _file.Dispose();
        _wake.Dispose();
    }

    private static TaskCompletionSource NewFlush() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A thread's own scratch line, so that records are written as JSON outside the lock.</summary>
    private sealed class Line
    {
        [ThreadStatic] private static Line? t_line;

        private Line() => Json = new Utf8JsonWriter(Bytes, new JsonWriterOptions { Encoder = JournalJson.Readable.Options.Encoder });

        public ArrayBufferWriter<byte> Bytes { get; } = new(1024);

        public Utf8JsonWriter Json { get; }

        public static Line Get()
        {
            var line = t_line ??= new Line();
            line.Bytes.ResetWrittenCount();
            line.Json.Reset();
            return line;
        }
    }
}
