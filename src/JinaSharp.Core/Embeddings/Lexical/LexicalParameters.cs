namespace JinaSharp.Embeddings.Lexical;

/// <summary>The numbers behind <see cref="LexicalFormula"/>. Changing one changes every vector, and so needs a new model id.</summary>
/// <remarks>Found by <c>jina-bench quality tune</c> on half of the judged queries; <c>docs/lexical-embedder.md</c> has the figures of the other half.</remarks>
internal sealed record LexicalParameters
{
    /// <summary>d in the length weight <c>l² / (l² + d)</c>: short words, which are mostly function words, weigh less.</summary>
    public double LengthDamping { get; init; } = 8;

    /// <summary>k in the repeat weight <c>n (1 + k) / (n + k)</c>, which grows from 1 to 1 + k.</summary>
    public double RepeatSaturation { get; init; } = 0.5;

    /// <summary>The weight of the word as a whole.</summary>
    public double WordWeight { get; init; } = 0.25;

    /// <summary>The weight of each of its character n-grams.</summary>
    public double GramWeight { get; init; } = 0.5;

    /// <summary>The weight of a part of an identifier, beside 1 for a word of its own.</summary>
    public double PartWeight { get; init; } = 0.8;

    /// <summary>The weight of a single ideograph.</summary>
    public double CharacterWeight { get; init; } = 0.6;

    /// <summary>The weight of a pair of letters of a script without spaces.</summary>
    public double BigramWeight { get; init; } = 0.45;

    /// <summary>The weight of a pictograph.</summary>
    public double SymbolWeight { get; init; } = 0.6;
}
