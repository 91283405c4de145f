using JinaSharp.Stores.Embedded.Columns;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded;

/// <summary>Does the work on a batch that needs nothing but the batch: finds the words of its texts, sorts the postings and makes the sign codes of vectors. One batch at a time.</summary>
internal sealed class BatchPreparer
{
    private readonly VectorCollectionDefinition _definition;
    private readonly PostingRunBuilder? _words;
    private readonly PostingRunBuilder?[] _positions;
    private readonly PreparedVectors?[] _vectors;
    private readonly List<int> _wordCounts = [];
    private char[] _text = new char[4096];

    public BatchPreparer(VectorCollectionDefinition definition)
    {
        _definition = definition;
        _words = definition.KeywordIndex ? new PostingRunBuilder() : null;
        _positions = [.. definition.Vectors.Select(vector => vector.Kind == VectorKind.Sparse ? new PostingRunBuilder() : null)];
        _vectors = [.. definition.Vectors.Select(vector => vector.Kind == VectorKind.Dense ? new PreparedVectors(vector) : null)];
    }

    /// <summary>Bytes held between batches.</summary>
    public long Capacity => (_text.Length * 2L) + (_words?.Capacity ?? 0) + _positions.Sum(positions => positions?.Capacity ?? 0) + _vectors.Sum(vectors => vectors?.Capacity ?? 0);

    /// <summary>Prepares a batch as it lies in the log. What is made of vectors holds until the next batch is prepared.</summary>
    /// <exception cref="FormatException">The batch is malformed.</exception>
    public PreparedBatch Prepare(ReadOnlySpan<byte> batch)
    {
        Clear();
        var row = 0;
        var reader = new ByteReader(batch);
        while (reader.Remaining > 0)
        {
            switch (reader.TakeByte())
            {
                case BatchCodec.Put:
                    if (_words is not null) _wordCounts.Add(AddWords(row, reader.TakeBlock()));
                    else reader.TakeBlock();
                    AddVectors(row++, ref reader);
                    break;
                case BatchCodec.Delete:
                    reader.TakeBlock();
                    break;
                default:
                    throw new FormatException("Unknown operation in a batch.");
            }
        }
        if (row == 0) return PreparedBatch.Empty;
        return new PreparedBatch([.. _wordCounts], _words?.Take(row), Array.ConvertAll(_positions, positions => positions?.Take(row)), _vectors);
    }

    private int AddWords(int row, ReadOnlySpan<byte> blob)
    {
        if (!RecordBlob.TryText(blob, out var utf8)) return 0;
        if (_text.Length < utf8.Length) _text = new char[utf8.Length * 2];
        var length = StrictUtf8.Encoding.GetChars(utf8, _text);
        var total = 0;
        var tokens = TextAnalyzer.Enumerate(_text.AsSpan(0, length));
        while (tokens.MoveNext())
        {
            _words!.Count(tokens.Current.Hash, row);
            total++;
        }
        return total;
    }

    private void AddVectors(int row, ref ByteReader reader)
    {
        for (var ordinal = 0; ordinal < _definition.Vectors.Count; ordinal++)
        {
            if (reader.TakeByte() == 0) continue;
            var rowBytes = VectorLayout.RowBytes(_definition.Vectors[ordinal]);
            var bytes = rowBytes > 0 ? reader.Take(rowBytes) : reader.TakeBlock();
            _vectors[ordinal]?.Add(row, bytes);
            if (_positions[ordinal] is not { } builder || bytes.IsEmpty) continue;
            VectorLayout.SplitSparse(bytes, out var positions, out var weights);
            for (var i = 0; i < positions.Length; i++) builder.Add(positions[i], row, BitConverter.SingleToInt32Bits(weights[i]));
        }
    }

    // Of a batch that turned out malformed something may be left.
    private void Clear()
    {
        _wordCounts.Clear();
        _words?.Clear();
        foreach (var positions in _positions) positions?.Clear();
    }
}
