using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace JinaSharp;

/// <summary>Several vectors rearranged once, so that their dot products with many others run near the processor's peak.</summary>
/// <remarks>Immutable and thread-safe. Worth its making from about ten rows on; benchmarks <c>maxsim</c> and <c>scan-batch</c>.</remarks>
public sealed class PackedVectors
{
    // [panel][dimension][PanelWidth]: the vectors of a panel side by side, one dimension after another; missing ones are zero.
    private readonly float[] _panels;

    /// <summary>Rearranges vectors.</summary>
    /// <param name="vectors">The vectors, one after another.</param>
    /// <param name="dimensions">The number of dimensions of each.</param>
    /// <exception cref="ArgumentException">The values are not a whole number of vectors.</exception>
    public PackedVectors(ReadOnlySpan<float> vectors, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        RequireWhole(vectors.Length, dimensions, nameof(vectors));
        Dimensions = dimensions;
        Count = vectors.Length / dimensions;
        PanelCount = (Count + PanelKernel.Width - 1) / PanelKernel.Width;
        _panels = GC.AllocateArray<float>(checked(PanelCount * PanelKernel.Width * dimensions), pinned: true);
        for (var v = 0; v < Count; v++)
        {
            var panel = _panels.AsSpan(v / PanelKernel.Width * PanelKernel.Width * dimensions);
            var column = v % PanelKernel.Width;
            for (var k = 0; k < dimensions; k++) panel[(k * PanelKernel.Width) + column] = vectors[(v * dimensions) + k];
        }
    }

    /// <summary>The number of vectors.</summary>
    public int Count { get; }

    /// <summary>The number of dimensions of each.</summary>
    public int Dimensions { get; }

    internal int PanelCount { get; }

    /// <summary>The dot product of every row with every vector.</summary>
    /// <param name="rows">The rows, one after another.</param>
    /// <param name="products">Takes <c>[row][vector]</c>.</param>
    /// <exception cref="ArgumentException">The rows are not whole, or the destination is too short.</exception>
    public void DotProducts(ReadOnlySpan<float> rows, Span<float> products)
    {
        RequireWhole(rows.Length, Dimensions, nameof(rows));
        var rowCount = rows.Length / Dimensions;
        if (products.Length < (long)rowCount * Count)
            throw new ArgumentException($"{rowCount} rows against {Count} vectors give {(long)rowCount * Count} products; found room for {products.Length}.", nameof(products));
        Span<float> tile = stackalloc float[PanelKernel.MaxHeight * PanelKernel.Width];
        for (var panel = 0; panel < PanelCount; panel++)
        {
            var width = Math.Min(PanelKernel.Width, Count - (panel * PanelKernel.Width));
            for (var row = 0; row < rowCount;)
            {
                var height = PanelKernel.HeightFor(rowCount, ref row);
                Tile(rows[(row * Dimensions)..], height, panel, tile);
                for (var r = 0; r < height; r++)
                    tile.Slice(r * PanelKernel.Width, width).CopyTo(products[(((row + r) * Count) + (panel * PanelKernel.Width))..]);
                row += height;
            }
        }
    }

    /// <summary>Late interaction: each of these vectors' best dot product with a document row, summed over the vectors.</summary>
    /// <param name="document">The document's rows, one after another.</param>
    /// <returns>The score; 0 when there are no vectors or no rows.</returns>
    /// <exception cref="ArgumentException">The rows are not whole.</exception>
    [SkipLocalsInit]
    public float MaxSim(ReadOnlySpan<float> document)
    {
        RequireWhole(document.Length, Dimensions, nameof(document));
        var rowCount = document.Length / Dimensions;
        if (rowCount == 0) return 0;
        var total = 0f;
        Span<float> tile = stackalloc float[PanelKernel.MaxHeight * PanelKernel.Width];
        Span<float> best = stackalloc float[PanelKernel.Width];
        PanelKernel.Prefetch(document, PanelKernel.MaxHeight * Dimensions);
        for (var panel = 0; panel < PanelCount; panel++)
        {
            best.Fill(float.NegativeInfinity);
            for (var row = 0; row < rowCount;)
            {
                var height = PanelKernel.HeightFor(rowCount, ref row);
                if (panel == 0) PanelKernel.Prefetch(document[Math.Min(document.Length, (row + height) * Dimensions)..], PanelKernel.MaxHeight * Dimensions);
                Tile(document[(row * Dimensions)..], height, panel, tile);
                PanelKernel.MaxInto(tile, height, best);
                row += height;
            }
            var width = Math.Min(PanelKernel.Width, Count - (panel * PanelKernel.Width));
            for (var column = 0; column < width; column++) total += best[column];
        }
        return total;
    }

    // tile[r][c] = dot(rows[r], vector c of the panel)          rows: [height * Dimensions]
    internal unsafe void Tile(ReadOnlySpan<float> rows, int height, int panel, Span<float> tile)
    {
        fixed (float* row = rows, result = tile)
        {
            // The panels are pinned from the start; the array is kept alive by 'this'.
            var columns = (float*)Marshal.UnsafeAddrOfPinnedArrayElement(_panels, panel * PanelKernel.Width * Dimensions);
            PanelKernel.Tile(row, Dimensions, height, columns, Dimensions, result);
        }
        GC.KeepAlive(this);
    }

    private static void RequireWhole(int length, int dimensions, string name)
    {
        if (length % dimensions != 0) throw new ArgumentException($"{length} values are not a whole number of rows of {dimensions}.", name);
    }
}
