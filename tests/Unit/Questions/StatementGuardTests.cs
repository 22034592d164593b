using System.Text;
using SnsOps.Workers.Ai.SqlGuard;

namespace SnsOps.Unit.Questions;

/// <summary>The parser's check at its edges; the suite of attacks walks the rest.</summary>
public sealed class StatementGuardTests
{
    public static TheoryData<string> Monsters =>
    [
        new string('(', 3900), "select " + new string('(', 1900) + "1" + new string(')', 1900), "select " + string.Join('+', Enumerable.Repeat("1", 1900)) + " from comments",
        "select " + string.Join(',', Enumerable.Repeat("1", 1500)) + " from comments", "select * from comments where " + string.Concat(Enumerable.Repeat("not ", 900)) + "true",
        new string('a', 5000), "select '\0' from comments", "", ";", "--", "select * from comments where message = '" + new string('가', 600) + "'",
        string.Concat(Enumerable.Repeat("select * from (", 60)) + "select * from comments" + string.Concat(Enumerable.Range(0, 60).Select(i => $") t{i}")),
    ];

    [Theory]
    [MemberData(nameof(Monsters))]
    public void Long_deep_and_broken_texts_are_refused_and_nothing_dies_of_them(string sql) => Assert.IsType<GuardVerdict.Blocked>(StatementGuard.Judge(sql));

    [Fact]
    public void A_name_that_WITH_gives_is_known_in_its_own_statement_only()
    {
        Assert.IsType<GuardVerdict.Allowed>(StatementGuard.Judge("with late as (select * from comments) select count(*) from late"));
        Assert.IsType<GuardVerdict.Blocked>(StatementGuard.Judge("select * from (with late as (select id from comments) select id from late) x join late l on l.id = x.id"));
        Assert.IsType<GuardVerdict.Blocked>(StatementGuard.Judge("with pg_user as (select * from comments) select * from pg_user"));
    }

    [Fact]
    public void What_it_lets_through_says_what_it_reads_and_is_the_same_when_printed_twice()
    {
        var once = Assert.IsType<GuardVerdict.Allowed>(StatementGuard.Judge("select p.title, count(*) from posts p join comments c on c.post_title = p.title group by 1"));
        Assert.Equal(["comments", "posts"], once.Views);
        var inner = new StringBuilder(once.Sql).Replace("SELECT * FROM (\n", "").Replace("\n) AS answer LIMIT $1", "").ToString();
        Assert.Equal(once.Sql, Assert.IsType<GuardVerdict.Allowed>(StatementGuard.Judge(inner)).Sql);
    }
}
