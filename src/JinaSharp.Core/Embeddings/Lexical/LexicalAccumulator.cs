using JinaSharp.Text;

namespace JinaSharp.Embeddings.Lexical;

/// <summary>Turns one text after another into vectors; holds the memory for it. Not safe for concurrent use: one per thread at a time.</summary>
internal sealed class LexicalAccumulator(LexicalFormula formula, int dimensions)
{
    // n-grams must not meet words of the same letters: they start from another point.
    private const ulong GramSalt = 0xA0761D6478BD642F;
    private const ulong GramMultiplier = 0xE7037ED1A0B428DB;
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
                    AddFeature(term.Hash, LexicalFormula.Multiply(formula.CharacterWeight, repeats));
                    break;
                case TextTokenKind.Bigram:
                    AddFeature(term.Hash, LexicalFormula.Multiply(formula.BigramWeight, repeats));
                    break;
                case TextTokenKind.Symbol:
                    AddFeature(term.Hash, LexicalFormula.Multiply(formula.SymbolWeight, repeats));
                    break;
                default:
                    var weight = LexicalFormula.Multiply(formula.LengthWeight(term.LettersLength), repeats);
                    if (term.Kind == TextTokenKind.Part) weight = LexicalFormula.Multiply(weight, formula.PartWeight);
                    AddFeature(term.Hash, LexicalFormula.Multiply(weight, formula.WordWeight));
                    AddGrams(_terms.Letters(term), LexicalFormula.Multiply(weight, formula.GramWeight));
                    break;
            }
        }
    }

    // Every run of four characters of <word>, where its edges count as characters. A shorter word has none but itself.
    private void AddGrams(ReadOnlySpan<char> letters, int weight)
    {
        if (letters.Length <= 2) return;
        var window = (ulong)WordStart << 32 | (ulong)letters[0] << 16 | letters[1];
        for (var i = 2; i <= letters.Length; i++)
        {
            window = window << 16 | (i < letters.Length ? letters[i] : WordEnd);
            AddFeature(TokenHash.Mix((window ^ GramSalt) * GramMultiplier), weight);
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
