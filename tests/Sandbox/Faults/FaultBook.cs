using SnsOps.Sandbox.Graph;
using SnsOps.Sandbox.State;

namespace SnsOps.Sandbox.Faults;

/// <summary>The scripted faults. They live in memory only: a restart of the sandbox clears them.</summary>
internal sealed class FaultBook
{
    private readonly Lock _gate = new();
    private volatile Fault[] _faults = [];
    private int _lastId;

    public IReadOnlyList<Fault> All => _faults;

    public Fault Add(NewFault script)
    {
        lock (_gate)
        {
            var fault = new Fault(++_lastId, script);
            _faults = [.. _faults, fault];
            return fault;
        }
    }

    public bool Remove(int id)
    {
        lock (_gate)
        {
            var rest = _faults.Where(f => f.Id != id).ToArray();
            var found = rest.Length < _faults.Length;
            _faults = rest;
            return found;
        }
    }

    public void Clear() => _faults = [];

    /// <summary>Picks the fault that strikes this call, if any.</summary>
    public Fault? Take(GraphEndpoint endpoint, GraphCall call) => Take(endpoint, fault => Matches(fault, call));

    /// <summary>The same for any platform's call.</summary>
    public Fault? Take(IFaultTarget endpoint, Func<Fault, bool> matches)
    {
        if (_faults.Length == 0)
            return null;
        lock (_gate)
            return Array.Find(_faults, fault => fault.IsFor(endpoint.Name) && FaultRules.Fits(fault.Kind, endpoint) && matches(fault) && Strikes(fault));
    }

    /// <summary>The call was refused for a reason of its own, so there was no effect for the fault to follow.</summary>
    public void GiveBack(Fault fault)
    {
        lock (_gate)
        {
            fault.Struck--;
            fault.Seen--;
        }
    }

    private static bool Strikes(Fault fault)
    {
        var script = fault.Script;
        if (++fault.Seen <= script.After || (script.Times > 0 && fault.Struck >= script.Times))
            return false;
        if (script.Probability is { } probability && Random.Shared.NextDouble() >= probability)
            return false;
        fault.Struck++;
        return true;
    }

    private static bool Matches(Fault fault, GraphCall call)
    {
        if (fault.Script.Match is not { Length: > 0 } match)
            return true;
        return Contains(call.Parameters["message"]) || Contains(call.Parameters["caption"]) || Contains(call.Parameters["description"]) || Contains(call.Grant?.Account.Id) || Has(call.Node)
            || (call.Parameters["creation_id"] is { } id && Has(call.World.Find(id)))
            || (call.Parameters["fb_exchange_token"] is { } token && call.World.TryGetToken(token, out var old) && Contains(old.Account.Id))
            || (call.Parameters["access_token"] is { } own && call.World.TryGetToken(own, out var renewed) && Contains(renewed.Account.Id));

        bool Has(Node? node) => node is not null && (Contains(node.Id) || Contains(node.Text));
        bool Contains(string? text) => text?.Contains(match, StringComparison.Ordinal) == true;
    }
}
