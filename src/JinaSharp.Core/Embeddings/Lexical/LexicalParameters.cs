namespace JinaSharp.Embeddings.Lexical;

/// <summary>The numbers behind <see cref="LexicalFormula"/>. Changing one changes every vector, and so needs a new model id.</summary>
internal sealed record LexicalParameters
{
    /// <summary>d in the length weight <c>l / (l + d / l)</c>: short words, which are mostly function words, weigh less.</summary>
    public double LengthDamping { get; init; } = 12;

    /// <summary>k in the repeat weight <c>n (1 + k) / (n + k)</c>.</summary>
    public double RepeatSaturation { get; init; } = 1;

    /// <summary>The length of the n-grams of a word, taken together, beside 1 for the word itself.</summary>
    public double GramWeight { get; init; } = 0.8;

    /// <summary>The weight of a single ideograph.</summary>
    public double CharacterWeight { get; init; } = 0.4;

    /// <summary>The weight of a pair of letters of a script without spaces.</summary>
    public double BigramWeight { get; init; } = 0.9;

    /// <summary>The weight of a part of an identifier, beside 1 for a word of its own.</summary>
    public double PartWeight { get; init; } = 1;

    /// <summary>The shortest n-gram.</summary>
    public int MinGram { get; init; } = 3;

    /// <summary>The longest n-gram, at most 4.</summary>
    public int MaxGram { get; init; } = 4;
}
