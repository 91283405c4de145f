using System.Collections.Concurrent;

namespace JinaSharp.Client.Batching;

/// <summary>Guesses the tokens of a text, and learns from the usage of each answer how far off the guess is for a model.</summary>
internal sealed class TokenEstimator(ITokenCounter? counter)
{
    private const double Smoothing = 0.3;
    private const int CountExactlyUpTo = 100_000;
    private readonly ConcurrentDictionary<string, double> _ratios = new(StringComparer.Ordinal);

    /// <summary>The uncorrected guess: four ASCII letters a token, one CJK character a token, two for the special tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="utf8Length">Its length in UTF-8: what exceeds the number of characters shows how many are not ASCII.</param>
    public int Raw(string text, int utf8Length)
    {
        if (counter is not null && text.Length <= CountExactlyUpTo) return counter.CountTokens(text) + 2;
        var other = Math.Min((utf8Length - text.Length + 1) / 2, text.Length);
        return ((text.Length - other + 3) / 4) + other + 2;
    }

    public long Corrected(long raw, string model) => (long)Math.Ceiling(raw * Ratio(model));

    /// <summary>Takes in what an answer charged for what had been guessed.</summary>
    public void Learn(string model, long raw, long charged)
    {
        if (raw <= 0 || charged <= 0) return;
        var seen = Math.Clamp((double)charged / raw, 0.1, 10);
        _ratios.AddOrUpdate(model, seen, (_, old) => old + (Smoothing * (seen - old)));
    }

    private double Ratio(string model) => _ratios.TryGetValue(model, out var ratio) ? ratio : 1;
}
