using System.Globalization;

namespace JinaSharp.Inference.Tokenizers.Unicode;

/// <summary>
/// Decompositions, compositions and combining classes of Unicode 9, read once from <see cref="NormalizationData"/>. The runtime's own
/// normalisation cannot be used: it returns its input under invariant globalization, and elsewhere follows the system's newer tables.
/// </summary>
internal sealed class NormalizationTables
{
    private const int HangulSyllables = 0xAC00, HangulLeads = 0x1100, HangulVowels = 0x1161, HangulTrails = 0x11A7;
    private const int VowelCount = 21, TrailCount = 28, SyllableCount = 19 * VowelCount * TrailCount;

    private static readonly Lazy<NormalizationTables> Shared = new(() => new NormalizationTables());

    private readonly CodePointMap _canonical = new();     // index into _sequences
    private readonly CodePointMap _compatibility = new(); // index into _sequences, canonical ones included
    private readonly CodePointMap _combining = new();
    private readonly CodePointMap _unstable = new();      // NormalForm bits: forms in which the code point may change or join
    private readonly List<int[]> _sequences = [[]];
    private readonly Dictionary<(int First, int Second), int> _composed = [];

    private NormalizationTables()
    {
        var notComposed = new CodePointSet(CodePointSet.Parse(NormalizationData.NotInComposedForm));
        foreach (var (codePoint, sequence) in Mappings(NormalizationData.Canonical))
        {
            _canonical[codePoint] = _compatibility[codePoint] = (ushort)_sequences.Count;
            _sequences.Add(sequence);
            Mark(codePoint, NormalForm.Nfd | NormalForm.Nfkd | (notComposed.Contains(codePoint) ? NormalForm.Nfc | NormalForm.Nfkc : 0));
        }

        foreach (var (codePoint, sequence) in Mappings(NormalizationData.Compatibility))
        {
            _compatibility[codePoint] = (ushort)_sequences.Count;
            _sequences.Add(sequence);
            Mark(codePoint, NormalForm.Nfkc | NormalForm.Nfkd);
        }

        foreach (var item in NormalizationData.CombiningClasses.Split(' '))
        {
            var colon = item.IndexOf(':');
            foreach (var (first, last) in CodePointSet.Parse(item[..colon]))
            {
                for (var codePoint = first; codePoint <= last; codePoint++)
                {
                    _combining[codePoint] = ushort.Parse(item.AsSpan(colon + 1), CultureInfo.InvariantCulture);
                    Mark(codePoint, NormalForm.Nfc | NormalForm.Nfd | NormalForm.Nfkc | NormalForm.Nfkd);
                }
            }
        }

        AddCompositions(notComposed);
        for (var codePoint = HangulSyllables; codePoint < HangulSyllables + SyllableCount; codePoint++)
            Mark(codePoint, NormalForm.Nfd | NormalForm.Nfkd);
        for (var codePoint = HangulVowels; codePoint < HangulVowels + VowelCount; codePoint++)
            Mark(codePoint, NormalForm.Nfc | NormalForm.Nfkc);
        for (var codePoint = HangulTrails + 1; codePoint < HangulTrails + TrailCount; codePoint++)
            Mark(codePoint, NormalForm.Nfc | NormalForm.Nfkc);
    }

    /// <summary>The tables.</summary>
    public static NormalizationTables Instance => Shared.Value;

    /// <summary>Whether a code point neither changes, nor moves, nor joins with what stands before it, in a form.</summary>
    public bool IsInert(int codePoint, NormalForm form) => (_unstable[codePoint] & (ushort)form) == 0;

    /// <summary>The canonical combining class.</summary>
    public int CombiningClass(int codePoint) => _combining[codePoint];

    /// <summary>The full decomposition, empty where there is none. Hangul syllables need three places.</summary>
    public ReadOnlySpan<int> Decompose(int codePoint, bool compatibility, Span<int> hangul)
    {
        var syllable = codePoint - HangulSyllables;
        if ((uint)syllable >= SyllableCount)
            return _sequences[compatibility ? _compatibility[codePoint] : _canonical[codePoint]];
        hangul[0] = HangulLeads + (syllable / (VowelCount * TrailCount));
        hangul[1] = HangulVowels + (syllable % (VowelCount * TrailCount) / TrailCount);
        hangul[2] = HangulTrails + (syllable % TrailCount);
        return hangul[2] == HangulTrails ? hangul[..2] : hangul[..3];
    }

    /// <summary>The primary composite of a pair, or -1.</summary>
    public int Compose(int first, int second)
    {
        if ((uint)(first - HangulLeads) < 19 && (uint)(second - HangulVowels) < VowelCount)
            return HangulSyllables + ((((first - HangulLeads) * VowelCount) + second - HangulVowels) * TrailCount);
        if ((uint)(first - HangulSyllables) < SyllableCount && (first - HangulSyllables) % TrailCount == 0 &&
            (uint)(second - HangulTrails - 1) < TrailCount - 1)
            return first + second - HangulTrails;
        return _composed.TryGetValue((first, second), out var composed) ? composed : -1;
    }

    private static IEnumerable<(int CodePoint, int[] Sequence)> Mappings(string data)
    {
        foreach (var item in data.Split(' '))
        {
            var equals = item.IndexOf('=');
            yield return (Hex(item.AsSpan(0, equals)), Array.ConvertAll(item[(equals + 1)..].Split('+'), part => Hex(part)));
        }
    }

    private static int Hex(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // A composite's full decomposition ends in the second half of its pair; what stands before that composes to the first half.
    private void AddCompositions(CodePointSet notComposed)
    {
        var composites = Mappings(NormalizationData.Canonical)
            .Where(m => m.Sequence.Length > 1 && !notComposed.Contains(m.CodePoint))
            .OrderBy(m => m.Sequence.Length);
        foreach (var (codePoint, sequence) in composites)
        {
            var first = sequence[0];
            foreach (var next in sequence.AsSpan(1, sequence.Length - 2))
                first = _composed[(first, next)];
            _composed[(first, sequence[^1])] = codePoint;
            Mark(sequence[^1], NormalForm.Nfc | NormalForm.Nfkc);
        }
    }

    private void Mark(int codePoint, NormalForm forms) => _unstable[codePoint] |= (ushort)forms;
}
