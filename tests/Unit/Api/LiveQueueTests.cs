using System.Text;
using SnsOps.Api.Live;

namespace SnsOps.Unit.Api;

public sealed class LiveQueueTests
{
    [Fact]
    public async Task Its_reader_goes_on_in_order_on_the_thread_that_wakes_it()
    {
        var queue = new LiveQueue(8);
        var read = new List<(string, int)>();
        var reading = ReadAsync(queue, read);
        Assert.True(queue.TryAdd(Bytes("새 댓글")));
        Assert.True(queue.TryAdd(Bytes("게시됨")));
        Assert.Empty(read);

        queue.Wake();
        Assert.Equal([("새 댓글", Environment.CurrentManagedThreadId), ("게시됨", Environment.CurrentManagedThreadId)], read);

        queue.Wake();       // nothing is there: it goes on waiting
        Assert.False(reading.IsCompleted);
        queue.End();
        await reading;
        Assert.Equal(2, read.Count);
    }

    [Fact]
    public void Who_is_behind_by_more_than_it_holds_gets_one_message_instead_of_all()
    {
        var queue = new LiveQueue(2);
        Assert.True(queue.TryAdd(Bytes("하나")) && queue.TryAdd(Bytes("둘")));
        Assert.False(queue.TryAdd(Bytes("셋")));
        queue.Replace(Bytes("다시 읽기"));

        Assert.True(queue.TryTake(out var message, out var more));
        Assert.Equal(("다시 읽기", false), (Encoding.UTF8.GetString(message.Span), more));
        Assert.False(queue.TryTake(out _, out _));
    }

    [Fact]
    public async Task What_was_put_in_before_somebody_waits_is_not_missed_and_an_ended_one_ends_its_reader()
    {
        var queue = new LiveQueue(2);
        queue.TryAdd(Bytes("먼저"));
        queue.Wake();
        Assert.True(await queue.WaitAsync());
        queue.End();
        Assert.False(await queue.WaitAsync());
    }

    private static async Task ReadAsync(LiveQueue queue, List<(string, int)> read)
    {
        while (await queue.WaitAsync().ConfigureAwait(false))      // on the waking thread, not on the test’s context
        {
            while (queue.TryTake(out var message, out _))
                read.Add((Encoding.UTF8.GetString(message.Span), Environment.CurrentManagedThreadId));
        }
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
