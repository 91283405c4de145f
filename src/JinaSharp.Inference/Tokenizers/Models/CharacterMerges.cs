using JinaSharp.Inference.Tokenizers.PreTokenizers;

namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>
/// The single token that the bytes of a character always merge into, whatever stands around it, for byte-level vocabularies. That is so when
/// each merge inside the character ranks before every merge that could take its first part to the left or its last part to the right.
/// Merging can then start from characters instead of bytes, with the same result. Filled on demand; the entries are idempotent.
/// </summary>
internal sealed class CharacterMerges
{
    private const int Tabled = 0x10000;
    private const int NeverAlone = -1;

    private readonly MergeTable _merges;
    private readonly int[] _letterIds;
    private readonly int[] _lowestAsLeft;
    private readonly int[] _lowestAsRight;
    private readonly int[] _tokens = new int[Tabled]; // id + 1, 0 for not known yet

    private CharacterMerges(MergeTable merges, int[] letterIds, int largestId)
    {
        _merges = merges;
        _letterIds = letterIds;
        _lowestAsLeft = new int[largestId + 1];
        _lowestAsRight = new int[largestId + 1];
        Array.Fill(_lowestAsLeft, MergeTable.None);
        Array.Fill(_lowestAsRight, MergeTable.None);
        foreach (var (left, right, rank) in merges.Entries)
        {
            _lowestAsLeft[left] = Math.Min(_lowestAsLeft[left], rank);
            _lowestAsRight[right] = Math.Min(_lowestAsRight[right], rank);
        }
    }

    /// <summary>The table of a vocabulary; null when it does not have all letters of the byte alphabet, or sparse ids.</summary>
    public static CharacterMerges? Create(Vocabulary vocabulary, MergeTable merges)
    {
        var letterIds = Enumerable.Range(0, 256).Select(value => vocabulary.Find([ByteAlphabet.Letter((byte)value)])).ToArray();
        return letterIds.Contains(-1) || vocabulary.LargestId > (2L * vocabulary.Count) + Tabled ? null : new CharacterMerges(merges, letterIds, vocabulary.LargestId);
    }

    /// <summary>
    /// The token of the character whose bytes start at an index of a piece in the byte alphabet, and the number of those bytes; -1 when there
    /// is no such token.
    /// </summary>
    public int TokenAt(ReadOnlySpan<char> piece, int index, out int length)
    {
        var first = ByteAlphabet.Byte(piece[index]);
        length = first switch { >= 0xC2 and < 0xE0 => 2, >= 0xE0 and < 0xF0 => 3, _ => 1 };
        if (length == 1 || index + length > piece.Length)
            return NeverAlone;
        var codePoint = first & (length == 2 ? 0x1F : 0x0F);
        for (var i = 1; i < length; i++)
        {
            var next = ByteAlphabet.Byte(piece[index + i]);
            if ((next & 0xC0) != 0x80 || next < 0)
                return NeverAlone;
            codePoint = (codePoint << 6) | (next & 0x3F);
        }

        var known = _tokens[codePoint];
        if (known == 0)
            _tokens[codePoint] = known = Find(piece.Slice(index, length)) is var id and >= 0 ? id + 1 : NeverAlone;
        return known > 0 ? known - 1 : NeverAlone;
    }

    private int Find(ReadOnlySpan<char> letters)
    {
        Span<int> ids = stackalloc int[4];
        ids = ids[..letters.Length];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = _letterIds[ByteAlphabet.Byte(letters[i])];
        while (ids.Length > 1)
        {
            int best = MergeTable.None, at = 0, into = 0;
            for (var i = 0; i + 1 < ids.Length; i++)
            {
                var rank = _merges.Find(ids[i], ids[i + 1], out var merged);
                if (rank < best)
                    (best, at, into) = (rank, i, merged);
            }

            if (best == MergeTable.None || best >= _lowestAsRight[ids[0]] || best >= _lowestAsLeft[ids[^1]])
                return NeverAlone;
            ids[at] = into;
            ids[(at + 2)..].CopyTo(ids[(at + 1)..]);
            ids = ids[..^1];
        }

        return ids[0];
    }
}
