using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Runtime;

namespace JinaSharp.Inference.Models;

/// <summary>A weight matrix with low-rank adapters: <c>W x + scale · B_t (A_t x)</c> for the adapter t of the batch.</summary>
/// <remarks>
/// Nothing is merged: all adapters are ready at once and a request chooses one at no cost. The first factors of all adapters are one matrix, which
/// takes one panel for up to 32 columns; the second factor adds its few steps to the tiles of the product.
/// </remarks>
internal sealed class AdaptedMatrix : IDisposable
{
    private readonly PackedMatrix _weight;      // [outputs, inputs]
    private readonly PackedMatrix? _first;      // [adapters * rank, inputs]: A
    private readonly PackedMatrix[] _second;    // each [outputs, rank]: scale · B
    private readonly int _rank;

    public AdaptedMatrix(PackedMatrix weight, PackedMatrix? first = null, params PackedMatrix[] second)
    {
        _weight = weight;
        _first = first;
        _second = second;
        _rank = second.Length == 0 ? 0 : second[0].Inputs;
    }

    public int Inputs => _weight.Inputs;

    public int Panels => _weight.Panels;

    /// <summary>The rank of the adapters; zero: none.</summary>
    public int Rank => _rank;

    public long ByteLength => _weight.ByteLength + (_first?.ByteLength ?? 0) + _second.Sum(m => m.ByteLength);

    /// <summary>output = init + W' x for the packed rows of the block.</summary>
    public void Multiply(RowBlock block, MatrixView init, MatrixView output)
    {
        block.Multiply(_weight, init, output);
        if (!IsAdapted(block)) return;
        Project(block, block.Packed, 0, Inputs);
        AddProjection(block, output);
    }

    /// <summary>A part of a product over the inputs that <paramref name="packed"/> holds; the adapter's share comes with the last part.</summary>
    public void MultiplyPart(RowBlock block, ReadOnlySpan<float> packed, int inputStart, int inputCount, MatrixView init, MatrixView output)
    {
        block.Multiply(_weight, packed, inputStart, inputCount, init, output);
        if (!IsAdapted(block)) return;
        Project(block, packed, inputStart, inputCount);
        if (inputStart + inputCount == Inputs) AddProjection(block, output);
    }

    /// <summary>Prepares <see cref="MultiplyTile"/>: projects the packed rows of the block on the adapter.</summary>
    public void PrepareTiles(RowBlock block)
    {
        if (!IsAdapted(block)) return;
        Project(block, block.Packed, 0, Inputs);
        PackProjection(block);
    }

    /// <summary>output = bias + W' x for one tile and one panel.</summary>
    public void MultiplyTile(RowBlock block, int panel, int tile, ReadOnlySpan<float> bias, Span<float> output)
    {
        _weight.MultiplyTile(panel, 0, Inputs, block.Tiles, tile, block.Packed, MatrixView.Repeat(bias), output, block.PanelStep);
        if (!IsAdapted(block)) return;
        _second[block.Adapter].MultiplyTile(panel, 0, _rank, block.Tiles, tile, block.AdaptersPacked,
            new MatrixView(output, MatMul.PanelWidth, 0), output);
    }

    public void Dispose()
    {
        _weight.Dispose();
        _first?.Dispose();
        foreach (var matrix in _second) matrix.Dispose();
    }

    private bool IsAdapted(RowBlock block) => _first is not null && block.Adapter >= 0;

    private int ProjectionStride => _first!.Panels * MatMul.PanelWidth;

    private void Project(RowBlock block, ReadOnlySpan<float> packed, int inputStart, int inputCount)
    {
        var projections = MatrixView.Rows(block.Adapters, ProjectionStride);
        block.Multiply(_first!, packed, inputStart, inputCount, inputStart == 0 ? MatrixView.Zero : projections, projections);
    }

    private void PackProjection(RowBlock block) =>
        RowPacking.Pack(block.Tiles, block.Adapters[(block.Adapter * _rank)..], ProjectionStride, _rank, block.AdaptersPacked);

    private void AddProjection(RowBlock block, MatrixView output)
    {
        PackProjection(block);
        block.Multiply(_second[block.Adapter], block.AdaptersPacked, 0, _rank, output, output);
    }
}
