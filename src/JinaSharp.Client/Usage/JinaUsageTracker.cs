namespace JinaSharp.Client;

/// <summary>Counts tokens and money, and stops before a budget is passed. Give the same one to several clients to count them together.</summary>
/// <remarks>
/// Safe for concurrent use. Before a request is sent its estimated tokens are set aside; the answer replaces them by what was charged. A request that
/// would go beyond the budget with everything set aside is not sent. What a request is charged beyond its estimate can pass the budget by that much.
/// </remarks>
public sealed class JinaUsageTracker
{
    private readonly Lock _gate = new();
    private readonly Counter _total = new();
    private readonly Dictionary<string, Counter> _byOperation = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Counter> _byModel = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Counter> _byTag = new(StringComparer.Ordinal);
    private readonly JinaPrices? _prices;
    private readonly long? _maxTokens;
    private readonly decimal? _maxCost;
    private long _reservedTokens;
    private decimal _reservedCost;

    /// <summary>Creates a tracker.</summary>
    /// <param name="prices">What tokens cost; null where only tokens are counted.</param>
    /// <param name="maxTokens">The most tokens to spend; null for no limit.</param>
    /// <param name="maxCost">The most US dollars to spend; null for no limit. Needs prices.</param>
    public JinaUsageTracker(JinaPrices? prices = null, long? maxTokens = null, decimal? maxCost = null)
    {
        if (maxTokens < 0 || maxCost < 0) throw new ArgumentException("A budget must not be negative.");
        if (maxCost is not null && prices is null) throw new ArgumentException("A budget in money needs prices.", nameof(prices));
        (_prices, _maxTokens, _maxCost) = (prices, maxTokens, maxCost);
    }

    /// <summary>What tokens cost.</summary>
    public JinaPrices? Prices => _prices;

    /// <summary>What has been used so far.</summary>
    /// <returns>A copy.</returns>
    public JinaUsageReport GetReport()
    {
        lock (_gate) return new JinaUsageReport(_total.Entry, Entries(_byOperation), Entries(_byModel), Entries(_byTag));
    }

    /// <summary>Sets a request's estimate aside.</summary>
    /// <exception cref="JinaBudgetException">The budget does not allow it.</exception>
    internal void Reserve(string operation, string? model, long tokens)
    {
        lock (_gate)
        {
            if (_maxTokens is { } most && _total.Tokens + _reservedTokens + tokens > most)
                throw new JinaBudgetException($"{operation}: about {tokens:N0} tokens are needed and {Math.Max(0, most - _total.Tokens - _reservedTokens):N0} of the budget of {most:N0} are left. Nothing was sent. Raise the budget, or send less.");
            var cost = CostOf(operation, model, tokens);
            if (_maxCost is { } mostCost && _total.Cost + _reservedCost + cost > mostCost)
                throw new JinaBudgetException($"{operation}: about {cost:0.######} USD are needed and {Math.Max(0, mostCost - _total.Cost - _reservedCost):0.######} of the budget of {mostCost} are left. Nothing was sent. Raise the budget, or send less.");
            _reservedTokens += tokens;
            _reservedCost += cost;
        }
    }

    /// <summary>Replaces a request's estimate by what it was charged; null where it failed and was not.</summary>
    internal void Settle(string operation, string? model, string? tag, long reserved, long? charged)
    {
        lock (_gate)
        {
            _reservedTokens -= reserved;
            if (_maxCost is not null) _reservedCost -= CostOf(operation, model, reserved);
            if (charged is not { } tokens) return;
            var cost = _prices?.CostOf(model, tokens);
            _total.Add(tokens, cost);
            Count(_byOperation, operation, tokens, cost);
            if (model is not null) Count(_byModel, model, tokens, cost);
            if (tag is not null) Count(_byTag, tag, tokens, cost);
        }
    }

    private decimal CostOf(string operation, string? model, long tokens) =>
        _maxCost is null ? 0
        : _prices!.CostOf(model, tokens) ?? throw new JinaBudgetException($"{operation}: there is a budget in money, and no price for '{model ?? operation}'. Add it to the prices.");

    private static void Count(Dictionary<string, Counter> counters, string name, long tokens, decimal? cost)
    {
        if (!counters.TryGetValue(name, out var counter)) counters[name] = counter = new Counter();
        counter.Add(tokens, cost);
    }

    private static Dictionary<string, JinaUsageEntry> Entries(Dictionary<string, Counter> counters) =>
        counters.ToDictionary(static pair => pair.Key, static pair => pair.Value.Entry, StringComparer.Ordinal);

    private sealed class Counter
    {
        private bool _costKnown = true;

        public long Requests { get; private set; }

        public long Tokens { get; private set; }

        public decimal Cost { get; private set; }

        public JinaUsageEntry Entry => new(Requests, Tokens, _costKnown ? Cost : null);

        public void Add(long tokens, decimal? cost)
        {
            Requests++;
            Tokens += tokens;
            if (cost is { } known) Cost += known;
            else _costKnown = false;
        }
    }
}
