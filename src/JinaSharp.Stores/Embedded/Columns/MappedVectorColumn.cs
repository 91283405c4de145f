using System.Diagnostics.CodeAnalysis;
using JinaSharp.Stores.Embedded.Storage;

namespace JinaSharp.Stores.Embedded.Columns;

/// <summary>The columns of a vector in a segment file.</summary>
internal sealed class MappedVectorColumn : VectorColumn
{
    [SetsRequiredMembers]
    public MappedVectorColumn(MappedSegmentFile file, VectorDefinition vector, int ordinal) : base(vector)
    {
        var rowBytes = VectorLayout.RowBytes(vector);
        Present = new MappedFixedColumn(file, SectionKind.Present, ordinal, 1);
        if (rowBytes > 0) Rows = new MappedFixedColumn(file, SectionKind.Rows, ordinal, rowBytes);
        else Variable = new MappedVarColumn(file, SectionKind.VariableOffsets, SectionKind.VariableData, ordinal);
        if (VectorLayout.HasFactors(vector)) Factors = new MappedFixedColumn(file, SectionKind.Factors, ordinal, 4);
        if (vector.Kind == VectorKind.Dense) (FrontCodes, RestCodes) = Codes(file, vector, ordinal);
        if (vector.Kind == VectorKind.Dense) Lists = Index.ListIndex.Open(file, ordinal, vector.Dimensions);
        if (vector.Kind == VectorKind.Sparse) Positions = new MappedPostingIndex(file, ordinal);
    }

    private (FixedColumn First, FixedColumn? Others) Codes(MappedSegmentFile file, VectorDefinition vector, int ordinal)
    {
        var front = VectorLayout.FrontBytes(vector.Dimensions);
        var rest = VectorLayout.CodeBytes(vector.Dimensions) - front;
        if (file.Has(SectionKind.FrontCodes, ordinal))
            return (new MappedFixedColumn(file, SectionKind.FrontCodes, ordinal, front), rest > 0 ? new MappedFixedColumn(file, SectionKind.RestCodes, ordinal, rest) : null);
        return (new ComputedCodeColumn(this, file.Header.RowCount, 0, front), rest > 0 ? new ComputedCodeColumn(this, file.Header.RowCount, front, rest) : null);
    }
}
