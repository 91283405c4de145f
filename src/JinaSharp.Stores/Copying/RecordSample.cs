namespace JinaSharp.Stores.Copying;

/// <summary>A fair sample of a stream of unknown length: every record is in it with the same chance (Vitter's algorithm R).</summary>
internal sealed class RecordSample(int size, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<VectorRecord> _records = [];
    private long _offered;

    public IReadOnlyList<VectorRecord> Records => _records;

    public void Offer(VectorRecord record)
    {
        _offered++;
        if (_records.Count < size)
        {
            _records.Add(record);
            return;
        }
        var place = _random.NextInt64(_offered);
        if (place < size) _records[(int)place] = record;
    }
}
