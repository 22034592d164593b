using Spectre.Console;

namespace SnsOps.Local.Output;

/// <summary>The table of the fleet that `up` and `status` print.</summary>
internal static class FleetTable
{
    internal static Table Of(IEnumerable<(string Name, bool Ready, string State, string Address)> members)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("이름 / name", "상태 / state", "주소 / URL");
        foreach (var (name, ready, state, address) in members)
            table.AddRow(new Text(name), new Text(state, new Style(ready ? Color.Green : Color.Red)), new Text(address));
        return table;
    }
}
