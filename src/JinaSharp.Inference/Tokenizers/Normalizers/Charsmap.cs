using System.Buffers.Binary;

namespace JinaSharp.Inference.Tokenizers.Normalizers;

/// <summary>
/// SentencePiece's precompiled rules: a double-array trie over UTF-8 bytes whose leaves point into a blob of NUL-terminated replacements.
/// Only the shortest match at the start of a text is ever used.
/// </summary>
internal sealed class Charsmap
{
    private const uint Leaf = 0x100;

    private readonly uint[] _units;
    private readonly string[] _replacements;
    private readonly Dictionary<int, int> _replacementAt;

    /// <summary>Reads the blob of a tokenizer file.</summary>
    public Charsmap(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 4)
            throw new ModelFormatException($"A precompiled_charsmap has at least 4 bytes; this one has {blob.Length}. The tokenizer file is damaged.");
        var trieBytes = BinaryPrimitives.ReadUInt32LittleEndian(blob);
        if (trieBytes > blob.Length - 4 || trieBytes % 4 != 0 || trieBytes == 0)
            throw new ModelFormatException($"The trie of the precompiled_charsmap says {trieBytes} bytes, a multiple of 4 from 4 to {blob.Length - 4} was expected. The tokenizer file is damaged.");
        _units = new uint[trieBytes / 4];
        for (var i = 0; i < _units.Length; i++)
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob.Slice(4 + (i * 4), 4));
        (_replacements, _replacementAt) = ReadReplacements(blob[(4 + (int)trieBytes)..]);
    }

    /// <summary>The replacement of a UTF-8 text, or null.</summary>
    public string? Find(ReadOnlySpan<byte> text)
    {
        var position = Offset(_units[0]);
        foreach (var value in text)
        {
            if (value == 0)
                return null;
            position ^= value;
            if (position >= (uint)_units.Length)
                return null;
            var unit = _units[position];
            if ((unit & 0x800000FF) != value)
                return null;
            position ^= Offset(unit);
            if ((unit & Leaf) == 0)
                continue;
            if (position >= (uint)_units.Length)
                return null;
            return At((int)(_units[position] & 0x7FFFFFFF));
        }

        return null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private static (string[], Dictionary<int, int>) ReadReplacements(ReadOnlySpan<byte> blob)
    {
        var replacements = new List<string>();
        var starts = new Dictionary<int, int>();
        for (var start = 0; start < blob.Length;)
        {
            var length = blob[start..].IndexOf((byte)0);
            if (length < 0)
                length = blob.Length - start;
            starts[start] = replacements.Count;
            replacements.Add(System.Text.Encoding.UTF8.GetString(blob.Slice(start, length)));
            start += length + 1;
        }

        return ([.. replacements], starts);
    }

    // Leaves point at the start of a replacement in every real file; anything else has no replacement.
    private string? At(int offset) => _replacementAt.TryGetValue(offset, out var index) ? _replacements[index] : null;
}
