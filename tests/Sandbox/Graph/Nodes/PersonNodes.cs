using SnsOps.Sandbox.Graph.Fields;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Graph.Nodes;

/// <summary>What a person shows of themselves. https://developers.facebook.com/docs/graph-api/reference/user</summary>
internal static class PersonNodes
{
    public static readonly NodeType<Account> Person = new NodeType<Account>("User", "name,id").Text("id", a => a.Id).Text("name", a => a.Name);
}
