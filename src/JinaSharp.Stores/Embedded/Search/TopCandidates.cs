namespace JinaSharp.Stores.Embedded.Search;

/// <summary>The best so many rows of a search: a heap with the worst kept one at its root.</summary>
internal sealed class TopCandidates(int capacity)
{
    private Candidate[] _heap = new Candidate[Math.Min(capacity, 128)];

    public int Count { get; private set; }

    /// <summary>A row must score more than this to be kept.</summary>
    public double Least { get; private set; } = double.NegativeInfinity;

    public void Add(double score, int slice, int row)
    {
        if (score <= Least && Count == capacity) return;
        var candidate = new Candidate(score, slice, row);
        if (Count < capacity)
        {
            if (Count == _heap.Length) Array.Resize(ref _heap, (int)Math.Min(capacity, Count * 2L));
            var child = Count++;
            while (child > 0)
            {
                var parent = (child - 1) >> 1;
                if (_heap[parent].CompareTo(candidate) >= 0) break;
                _heap[child] = _heap[parent];
                child = parent;
            }
            _heap[child] = candidate;
        }
        else
        {
            if (candidate.CompareTo(_heap[0]) >= 0) return;
            var at = 0;
            while (true)
            {
                var child = (2 * at) + 1;
                if (child >= Count) break;
                if (child + 1 < Count && _heap[child + 1].CompareTo(_heap[child]) > 0) child++;
                if (candidate.CompareTo(_heap[child]) >= 0) break;
                _heap[at] = _heap[child];
                at = child;
            }
            _heap[at] = candidate;
        }
        if (Count == capacity) Least = _heap[0].Score;
    }

    /// <summary>The rows, best first. The heap is used up.</summary>
    public Candidate[] TakeSorted()
    {
        var sorted = _heap.AsSpan(0, Count).ToArray();
        Array.Sort(sorted);
        Count = 0;
        return sorted;
    }
}
