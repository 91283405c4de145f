namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>A binary heap of (rank, position), lowest rank first and then leftmost, packed into one number each.</summary>
internal sealed class RankHeap
{
    private long[] _items = new long[256];
    private int _count;

    /// <summary>Empties the heap.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds an item.</summary>
    public void Push(int rank, int position)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, _count * 2);
        var item = ((long)rank << 32) | (uint)position;
        var index = _count++;
        while (index > 0 && _items[(index - 1) / 2] > item)
        {
            _items[index] = _items[(index - 1) / 2];
            index = (index - 1) / 2;
        }

        _items[index] = item;
    }

    /// <summary>Takes the lowest item.</summary>
    public bool TryPop(out int rank, out int position)
    {
        if (_count == 0)
        {
            rank = position = 0;
            return false;
        }

        (rank, position) = ((int)(_items[0] >> 32), (int)_items[0]);
        var last = _items[--_count];
        var index = 0;
        while (true)
        {
            var child = (index * 2) + 1;
            if (child >= _count)
                break;
            if (child + 1 < _count && _items[child + 1] < _items[child])
                child++;
            if (_items[child] >= last)
                break;
            _items[index] = _items[child];
            index = child;
        }

        _items[index] = last;
        return true;
    }
}
