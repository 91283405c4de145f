namespace JinaSharp.Client;

/// <summary>What tokens cost, in US dollars a million, by model. Prices change: these are the caller's, with no default.</summary>
public sealed class JinaPrices
{
    private readonly Dictionary<string, decimal> _byModel;

    /// <summary>Creates a price list.</summary>
    /// <param name="byModel">The price of a million tokens, by model.</param>
    /// <param name="other">The price of a million tokens of every other model and service; null where it is not known.</param>
    public JinaPrices(IReadOnlyDictionary<string, decimal>? byModel = null, decimal? other = null)
    {
        _byModel = byModel is null ? [] : new Dictionary<string, decimal>(byModel, StringComparer.OrdinalIgnoreCase);
        if (_byModel.Values.Any(static price => price < 0) || other < 0) throw new ArgumentException("A price must not be negative.", nameof(byModel));
        Other = other;
    }

    /// <summary>The price of a million tokens of every model and service that is not listed.</summary>
    public decimal? Other { get; }

    /// <summary>The cost of tokens.</summary>
    /// <param name="model">The model; null for a service without one.</param>
    /// <param name="tokens">How many.</param>
    /// <returns>US dollars, or null where the price is not known.</returns>
    public decimal? CostOf(string? model, long tokens)
    {
        var price = model is not null && _byModel.TryGetValue(model, out var listed) ? listed : Other;
        return price * tokens / 1_000_000m;
    }
}
