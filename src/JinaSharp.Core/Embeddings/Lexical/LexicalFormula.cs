namespace JinaSharp.Embeddings.Lexical;

/// <summary>The weights of the lexical embedder; <c>docs/lexical-embedder.md</c> gives the formula.</summary>
/// <remarks>All weights are whole numbers, 1024 being one, so that sums do not depend on their order. The tables need only exact operations of IEEE 754.</remarks>
internal sealed class LexicalFormula
{
    /// <summary>The fixed-point value of one.</summary>
    public const int One = 1024;

    private const int MaxCountedRepeats = 64;
    private readonly int[] _lengthWeights;
    private readonly int[] _repeatWeights;

    /// <summary>Makes the tables from the parameters.</summary>
    public LexicalFormula(LexicalParameters parameters)
    {
        WordWeight = Fix(parameters.WordWeight);
        GramWeight = Fix(parameters.GramWeight);
        PartWeight = Fix(parameters.PartWeight);
        CharacterWeight = Fix(parameters.CharacterWeight);
        BigramWeight = Fix(parameters.BigramWeight);
        SymbolWeight = Fix(parameters.SymbolWeight);
        _lengthWeights = new int[TextAnalyzer.MaxTokenLength + 1];
        for (var length = 1; length < _lengthWeights.Length; length++)
            _lengthWeights[length] = Fix(length * length / (length * length + parameters.LengthDamping));
        _repeatWeights = new int[MaxCountedRepeats + 1];
        for (var count = 1; count <= MaxCountedRepeats; count++)
            _repeatWeights[count] = Fix(count * (1 + parameters.RepeatSaturation) / (count + parameters.RepeatSaturation));
    }

    /// <summary>The formula in use.</summary>
    public static LexicalFormula Default { get; } = new(new LexicalParameters());

    public int WordWeight { get; }

    public int GramWeight { get; }

    public int PartWeight { get; }

    public int CharacterWeight { get; }

    public int BigramWeight { get; }

    public int SymbolWeight { get; }

    /// <summary>The weight of a word of this many folded characters.</summary>
    public int LengthWeight(int length) => _lengthWeights[length];

    /// <summary>The weight of a token that occurs this often.</summary>
    public int RepeatWeight(int count) => _repeatWeights[Math.Min(count, MaxCountedRepeats)];

    /// <summary>The product of two weights.</summary>
    public static int Multiply(int a, int b) => (int)((long)a * b / One);

    private static int Fix(double value) => (int)Math.Floor(value * One + 0.5);
}
