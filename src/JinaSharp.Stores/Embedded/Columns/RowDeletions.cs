namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>At which version of the collection each row was deleted or replaced. Readers of an earlier version still see the row.</summary>
internal sealed class RowDeletions
{
    private const int ChunkRows = 4096;

    private long[]?[] _chunks = [];

    /// <summary>The number of deleted rows.</summary>
    public int Count { get; private set; }

    /// <summary>The version of the last deletion; 0 when there was none.</summary>
    public long LatestVersion { get; private set; }

    /// <summary>The version from which a row is gone; 0 when it is there.</summary>
    public long VersionOf(int row)
    {
        var chunk = row / ChunkRows;
        return chunk < _chunks.Length && _chunks[chunk] is { } rows ? rows[row % ChunkRows] : 0;
    }

    /// <summary>Whether a row is there for readers of a version.</summary>
    public bool IsAlive(int row, long version)
    {
        var chunks = _chunks;
        var chunk = row / ChunkRows;
        if (chunk >= chunks.Length || chunks[chunk] is not { } rows) return true;
        var at = Volatile.Read(ref rows[row % ChunkRows]);
        return at == 0 || at > version;
    }

    /// <summary>Marks a row deleted from a version on.</summary>
    public void Delete(int row, long version)
    {
        var chunk = row / ChunkRows;
        if (chunk >= _chunks.Length)
        {
            var chunks = new long[chunk + 1][];
            _chunks.CopyTo(chunks, 0);
            Volatile.Write(ref _chunks, chunks);
        }
        var rows = _chunks[chunk];
        if (rows is null) Volatile.Write(ref _chunks[chunk], rows = new long[ChunkRows]);
        Volatile.Write(ref rows[row % ChunkRows], version);
        Count++;
        LatestVersion = Math.Max(LatestVersion, version);
    }

    /// <summary>One bit a row that is gone at a version, least significant first; empty when all are there.</summary>
    public byte[] ToBits(int rowCount, long version)
    {
        if (Count == 0) return [];
        var bits = new byte[(rowCount + 7) / 8];
        for (var row = 0; row < rowCount; row++)
            if (!IsAlive(row, version))
                bits[row >> 3] |= (byte)(1 << (row & 7));
        return bits;
    }

    /// <summary>Marks the rows of bits as gone for every reader.</summary>
    public static RowDeletions FromBits(ReadOnlySpan<byte> bits)
    {
        var deletions = new RowDeletions();
        for (var row = 0; row < bits.Length * 8; row++)
            if ((bits[row >> 3] >> (row & 7) & 1) != 0)
                deletions.Delete(row, 1);
        return deletions;
    }
}
