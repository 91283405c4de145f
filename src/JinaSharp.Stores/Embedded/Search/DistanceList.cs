using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JinaSharp.Stores.Embedded.Search;

/// <summary>Distances of many rows, of which the smallest are wanted: a sample tells where about the limit is, one pass gathers what is below it.</summary>
internal sealed class DistanceList : IDisposable
{
    private const int SampleSize = 4096;

    private readonly int _largest;
    private ushort[] _distances = ArrayPool<ushort>.Shared.Rent(16384);

    /// <param name="largest">The largest distance there is.</param>
    public DistanceList(int largest) => _largest = largest;

    public int Count { get; private set; }

    public ushort this[int place] => _distances[place];

    /// <summary>Room for the distances of more rows.</summary>
    public Span<ushort> Append(int count)
    {
        if (Count + count > _distances.Length)
        {
            var larger = ArrayPool<ushort>.Shared.Rent(checked(Math.Max(Count + count, Count * 2)));
            _distances.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<ushort>.Shared.Return(_distances);
            _distances = larger;
        }
        Count += count;
        return _distances.AsSpan(Count - count, count);
    }

    /// <summary>The places of the smallest distances, ascending: as many as are wanted, where there are so many.</summary>
    /// <param name="wanted">How many.</param>
    /// <param name="accepts">Which places count; null for all.</param>
    public List<int> Smallest(int wanted, Func<int, bool>? accepts)
    {
        var places = new List<int>();
        var limit = Guess(wanted, accepts);
        while (true)
        {
            places.Clear();
            Gather(limit, accepts, places);
            if (places.Count >= wanted || limit > _largest) break;
            // The sample was off.
            limit += 1 + (_largest / 16);
        }
        Trim(places, wanted);
        return places;
    }

    public void Dispose() => ArrayPool<ushort>.Shared.Return(_distances);

    // Distances below it are probably enough.
    private int Guess(int wanted, Func<int, bool>? accepts)
    {
        if (wanted >= Count) return _largest + 1;
        var step = Math.Max(1, Count / SampleSize);
        Span<int> countOf = _largest < 1024 ? stackalloc int[_largest + 1] : new int[_largest + 1];
        countOf.Clear();
        for (var place = step / 2; place < Count; place += step)
            if (accepts is null || accepts(place))
                countOf[_distances[place]]++;
        var expected = (double)wanted / step;
        var rest = step == 1 ? wanted : (int)Math.Ceiling(expected + (2 * Math.Sqrt(expected))) + 1;
        var limit = 0;
        while (limit <= _largest && rest > 0) rest -= countOf[limit++];
        return limit;
    }

    private void Gather(int limit, Func<int, bool>? accepts, List<int> places)
    {
        var bound = (ushort)Math.Min(ushort.MaxValue, limit);
        ref var start = ref MemoryMarshal.GetArrayDataReference(_distances);
        var place = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var bounds = Vector512.Create(bound);
            for (; place <= Count - 32; place += 32)
                for (var near = Vector512.LessThan(Vector512.LoadUnsafe(ref start, (nuint)place), bounds).ExtractMostSignificantBits(); near != 0; near &= near - 1)
                    Add(place + BitOperations.TrailingZeroCount(near));
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            var bounds = Vector128.Create(bound);
            for (; place <= Count - 8; place += 8)
                for (var near = Vector128.LessThan(Vector128.LoadUnsafe(ref start, (nuint)place), bounds).ExtractMostSignificantBits(); near != 0; near &= near - 1)
                    Add(place + BitOperations.TrailingZeroCount(near));
        }
        for (; place < Count; place++)
            if (_distances[place] < bound)
                Add(place);

        void Add(int near)
        {
            if (accepts is null || accepts(near)) places.Add(near);
        }
    }

    // Of many places with the same distance the first are enough.
    private void Trim(List<int> places, int wanted)
    {
        if (places.Count <= wanted) return;
        Span<int> countOf = _largest < 1024 ? stackalloc int[_largest + 1] : new int[_largest + 1];
        countOf.Clear();
        foreach (var place in places) countOf[_distances[place]]++;
        var (limit, below) = (0, 0);
        while (below + countOf[limit] < wanted) below += countOf[limit++];
        var atLimit = wanted - below;
        var kept = 0;
        foreach (var place in CollectionsMarshal.AsSpan(places))
        {
            if (_distances[place] > limit || (_distances[place] == limit && atLimit-- <= 0)) continue;
            places[kept++] = place;
        }
        places.RemoveRange(kept, places.Count - kept);
    }
}
