using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The segment in memory that takes new rows. One writer; readers read the rows published to them.</summary>
internal sealed class GrowingSegment : Segment
{
    private readonly float[] _values;
    private readonly Func<int, ulong> _hashOf;
    private readonly TermCounter _counts = new();
    private char[] _text = new char[1024];

    private GrowingSegment(int largestDimensions)
    {
        _values = new float[largestDimensions];
        _hashOf = row => IdHash.Compute(RecordBlob.Id(Blobs![row]));
    }

    /// <summary>The number of rows, also of those not yet published.</summary>
    public int RowCount { get; private set; }

    /// <summary>Bytes taken by vectors, texts and payloads.</summary>
    public long ByteCount { get; private set; }

    public static GrowingSegment Create(VectorCollectionDefinition definition) => new(definition.Vectors.Max(vector => Math.Max(1, vector.Dimensions)))
    {
        Blobs = new GrowingVarColumn(),
        Vectors = [.. definition.Vectors.Select(vector => (VectorColumn)new GrowingVectorColumn(vector))],
        Ids = new GrowingIdTable(),
        Words = definition.KeywordIndex ? new GrowingPostingIndex() : null,
        WordCounts = definition.KeywordIndex ? new GrowingFixedColumn(4) : null,
    };

    /// <summary>Appends a record; the reader stands at its vectors. Returns the number of words of its text.</summary>
    public int Append(ReadOnlySpan<byte> blob, ulong hash, ref ByteReader vectors)
    {
        var row = RowCount;
        ((GrowingVarColumn)Blobs).Append(row, blob);
        ByteCount += blob.Length;
        foreach (var column in Vectors) ByteCount += ((GrowingVectorColumn)column).Append(row, ref vectors, _values);
        var words = Words is null ? 0 : AddWords(row, blob);
        ((GrowingIdTable)Ids).Add(hash, row, _hashOf);
        RowCount++;
        return words;
    }

    private int AddWords(int row, ReadOnlySpan<byte> blob)
    {
        var total = 0;
        if (RecordBlob.TryText(blob, out var utf8))
        {
            if (_text.Length < utf8.Length) _text = new char[utf8.Length * 2];
            var length = StrictUtf8.Encoding.GetChars(utf8, _text);
            foreach (var token in TextAnalyzer.Enumerate(_text.AsSpan(0, length)))
            {
                _counts.Add(token.Hash);
                total++;
            }
            var words = (GrowingPostingIndex)Words!;
            for (var i = 0; i < _counts.Count; i++)
            {
                var (word, count) = _counts[i];
                words.Add(word, row, count);
            }
            _counts.Clear();
        }
        MemoryMarshal.Write(((GrowingFixedColumn)WordCounts!).Append(row), total);
        return total;
    }
}
