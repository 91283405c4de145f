namespace JinaSharp.Testing;

/// <summary>Decides which requests go wrong: the ones scripted first, then some by chance.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class FakeFaults
{
    private readonly Lock _gate = new();
    private readonly Queue<FakeFault> _script = new();
    private readonly Dictionary<FakeFaultKind, int> _injected = [];
    private Random? _random;
    private double _probability;
    private FakeFault[] _choices = [];

    /// <summary>How often each fault has been injected.</summary>
    public IReadOnlyDictionary<FakeFaultKind, int> Injected
    {
        get
        {
            lock (_gate) return new Dictionary<FakeFaultKind, int>(_injected);
        }
    }

    /// <summary>The next requests go wrong in these ways, in this order.</summary>
    /// <param name="faults">The faults.</param>
    public void Enqueue(params ReadOnlySpan<FakeFault> faults)
    {
        lock (_gate)
        {
            foreach (var fault in faults) _script.Enqueue(fault);
        }
    }

    /// <summary>Some requests go wrong, by chance.</summary>
    /// <param name="probability">How many of all: 0 to 1.</param>
    /// <param name="seed">The seed: the same seed gives the same faults in the same order.</param>
    /// <param name="choices">The faults to choose from.</param>
    public void Inject(double probability, int seed, params ReadOnlySpan<FakeFault> choices)
    {
        lock (_gate) (_probability, _random, _choices) = (probability, new Random(seed), choices.ToArray());
    }

    internal FakeFault? Next()
    {
        lock (_gate)
        {
            if (!_script.TryDequeue(out var fault))
            {
                if (_random is null || _choices.Length == 0 || _random.NextDouble() >= _probability) return null;
                fault = _choices[_random.Next(_choices.Length)];
            }
            _injected[fault.Kind] = _injected.GetValueOrDefault(fault.Kind) + 1;
            return fault;
        }
    }
}
