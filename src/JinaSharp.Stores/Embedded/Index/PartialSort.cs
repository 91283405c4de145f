namespace JinaSharp.Stores.Embedded.Index;

/// <summary>Sorts only the front of a list.</summary>
internal static class PartialSort
{
    /// <summary>Brings the smallest keys to the front, in order, and their items with them.</summary>
    public static void Smallest(float[] keys, int[] items, int count)
    {
        // A quarter or more: sorting all is no slower.
        if (count >= keys.Length / 4)
        {
            Array.Sort(keys, items);
            return;
        }
        var (low, high) = (0, keys.Length - 1);
        while (low < high)
        {
            var pivot = keys[(low + high) >> 1];
            var (i, j) = (low, high);
            while (i <= j)
            {
                while (keys[i] < pivot) i++;
                while (keys[j] > pivot) j--;
                if (i > j) break;
                (keys[i], keys[j]) = (keys[j], keys[i]);
                (items[i], items[j]) = (items[j], items[i]);
                i++;
                j--;
            }
            if (count - 1 <= j) high = j;
            else if (count - 1 >= i) low = i;
            else break;
        }
        Array.Sort(keys, items, 0, count);
    }
}
