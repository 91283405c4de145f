using JinaSharp.Text;

namespace JinaSharp.Embeddings.Lexical;

/// <summary>Turns one text after another into vectors; holds the memory for it. Not safe for concurrent use: one per thread at a time.</summary>
internal sealed class LexicalAccumulator(LexicalFormula formula, int dimensions)
{
    // n-grams must not meet words of the same letters: they start from another point.
    private const ulong GramSalt = 0xA0761D6478BD642F;
    private const char WordStart = '\u0002';
    private const char WordEnd = '\u0003';

    private readonly LexicalTermTable _terms = new();
    private readonly int[] _sums = new int[dimensions];

    /// <summary>Embeds a text into a vector of the accumulator's size.</summary>
    /// <returns>The number of words (letters, in scripts without spaces) of the text.</returns>
    public int Embed(ReadOnlySpan<char> text, bool normalized, Span<float> vector)
    {
        Array.Clear(_sums);
        _terms.Clear();
        var units = new LexicalUnits(null);
        var tokens = TextAnalyzer.Enumerate(text);
        while (tokens.MoveNext())
        {
            var token = tokens.Current;
            units.Add(token, text);
            _terms.Add(token.Hash, tokens.Folded, token.Kind);
            if (_terms.Count < LexicalTermTable.Capacity) continue;
            AddTerms();
            _terms.Clear();
        }
        units.End();
        AddTerms();
        Scale(normalized, vector);
        return units.Count;
    }

    private void AddTerms()
    {
        foreach (ref readonly var term in _terms.Terms)
        {
            var repeats = formula.RepeatWeight(term.Count);
            switch (term.Kind)
            {
                case TextTokenKind.Character:
                    AddFeature(term.Hash, Multiply(formula.CharacterWeight, repeats));
                    break;
                case TextTokenKind.Bigram:
                    AddFeature(term.Hash, Multiply(formula.BigramWeight, repeats));
                    break;
                case TextTokenKind.Symbol:
                    AddFeature(term.Hash, repeats);
                    break;
                default:
                    var weight = Multiply(formula.LengthWeight(term.LettersLength), repeats);
                    if (term.Kind == TextTokenKind.Part) weight = Multiply(weight, formula.PartWeight);
                    AddFeature(term.Hash, weight);
                    AddGrams(_terms.Letters(term), weight);
                    break;
            }
        }
    }

    private static int Multiply(int a, int b) => (int)((long)a * b / LexicalFormula.One);

    // The n-grams of <word>: every run of MinGram..MaxGram letters, where the word's edges count as letters.
    private void AddGrams(ReadOnlySpan<char> letters, int wordWeight)
    {
        var shortest = formula.Parameters.MinGram;
        var longest = formula.Parameters.MaxGram;
        var edged = letters.Length + 2;
        if (edged <= shortest) return;      // the word itself says as much
        var count = 0;
        for (var size = shortest; size <= longest; size++) count += Math.Max(0, edged - size + 1);
        var weight = Multiply(wordWeight, formula.GramWeight(count));
        if (weight == 0) return;
        ulong window = WordStart;
        for (var end = 1; end < edged; end++)
        {
            window = window << 16 | (end <= letters.Length ? letters[end - 1] : WordEnd);
            for (var size = shortest; size <= longest && size <= end + 1; size++)
            {
                var key = window & ulong.MaxValue >> (64 - 16 * size);
                AddFeature(TokenHash.Mix((key ^ GramSalt) * 0xE7037ED1A0B428DB), weight);
            }
        }
    }

    private void AddFeature(ulong hash, int weight)
    {
        var place = (int)((hash >> 32) * (uint)_sums.Length >> 32);
        // The lowest bit is the sign: two features that meet in one place cancel as often as they add.
        _sums[place] += (hash & 1) == 0 ? weight : -weight;
    }

    private void Scale(bool normalized, Span<float> vector)
    {
        double squares = 0;
        foreach (var sum in _sums) squares += (double)sum * sum;
        if (squares == 0)
        {
            vector.Clear();
            return;
        }
        var scale = normalized ? 1 / Math.Sqrt(squares) : 1.0 / LexicalFormula.One;
        for (var i = 0; i < _sums.Length; i++) vector[i] = (float)(_sums[i] * scale);
    }
}
