using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The columns of a vector in the segment that takes new rows.</summary>
internal sealed class GrowingVectorColumn : VectorColumn
{
    private readonly int _rowBytes;

    [SetsRequiredMembers]
    public GrowingVectorColumn(VectorDefinition vector) : base(vector)
    {
        _rowBytes = VectorLayout.RowBytes(vector);
        Present = new GrowingFixedColumn(1);
        if (_rowBytes > 0) Rows = new GrowingFixedColumn(_rowBytes);
        else Variable = new GrowingVarColumn();
        if (VectorLayout.HasFactors(vector)) Factors = new GrowingFixedColumn(4);
        if (vector.Kind == VectorKind.Dense)
        {
            var codeBytes = VectorLayout.CodeBytes(vector.Dimensions);
            var frontBytes = VectorLayout.FrontBytes(vector.Dimensions);
            FrontCodes = new GrowingFixedColumn(frontBytes);
            if (codeBytes > frontBytes) RestCodes = new GrowingFixedColumn(codeBytes - frontBytes);
        }
        if (vector.Kind == VectorKind.Sparse) Positions = new GrowingPostingIndex();
    }

    /// <summary>Takes the row's vector, if it has one, from a reader; returns its bytes.</summary>
    /// <param name="row">The row.</param>
    /// <param name="reader">Stands at the vector.</param>
    /// <param name="prepared">What was worked out of the batch's dense vectors.</param>
    /// <param name="batchRow">The row's place in the batch.</param>
    public int Append(int row, ref ByteReader reader, PreparedVectors? prepared, int batchRow)
    {
        var present = reader.TakeByte();
        ((GrowingFixedColumn)Present).Append(row)[0] = present;
        if (_rowBytes == 0) return AppendVariable(row, present != 0 ? reader.TakeBlock() : default);
        var stored = ((GrowingFixedColumn)Rows!).Append(row);
        var factor = Factors is null ? default : ((GrowingFixedColumn)Factors).Append(row);
        var front = FrontCodes is null ? default : ((GrowingFixedColumn)FrontCodes).Append(row);
        var rest = RestCodes is null ? default : ((GrowingFixedColumn)RestCodes).Append(row);
        if (present == 0) return 0;
        reader.Take(_rowBytes).CopyTo(stored);
        if (prepared is null) return _rowBytes;
        if (Factors is not null) MemoryMarshal.Write(factor, prepared.Factor(batchRow));
        var code = prepared.Code(batchRow);
        code[..front.Length].CopyTo(front);
        code[front.Length..].CopyTo(rest);
        return _rowBytes;
    }

    private int AppendVariable(int row, ReadOnlySpan<byte> bytes)
    {
        ((GrowingVarColumn)Variable!).Append(row, bytes);
        return bytes.Length;
    }
}
