using SnsOps.Local.Output;

namespace SnsOps.Integration.Local;

public sealed class LogFileTests : IDisposable
{
    private readonly TestFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public void A_full_log_is_turned_over_and_the_disk_never_fills()
    {
        var path = _folders.File("api.log");
        using (var log = new LogFile(path, limit: 1000))
        {
            for (var n = 0; n < 1000; n++)
                log.Write($"{n} 발행됨");
        }

        var files = Directory.GetFiles(_folders.Folders.State, "api.log*").Order().ToArray();
        Assert.Equal([path, path + ".1", path + ".2"], files);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 0, 1100));
        Assert.Equal("999 발행됨", files.SelectMany(File.ReadLines).MaxBy(line => int.Parse(line.Split(' ')[0], null)));
    }

    [Fact]
    public void A_follower_goes_on_over_the_turn_and_never_prints_half_a_line()
    {
        var path = _folders.File("api.log");
        using var log = new LogFile(path, limit: 100);
        var printed = new List<string>();
        var tail = new LogTail(path, printed.Add);
        log.Write("첫째");
        tail.PrintLast(10);
        File.AppendAllText(path, "둘째 절반");
        tail.PrintNew();
        File.AppendAllText(path, " 끝\n");
        tail.PrintNew();

        Assert.Equal(["첫째", "둘째 절반 끝"], printed);

        log.Write(new string('가', 100));
        log.Write("새 파일");
        tail.PrintNew();

        Assert.Equal("새 파일", printed[^1]);
    }
}
