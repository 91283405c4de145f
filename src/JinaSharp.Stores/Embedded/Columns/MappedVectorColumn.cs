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
        if (vector.Kind == VectorKind.Dense) Codes = new MappedFixedColumn(file, SectionKind.Codes, ordinal, VectorLayout.CodeBytes(vector.Dimensions));
        if (vector.Kind == VectorKind.Dense) Lists = Index.ListIndex.Open(file, ordinal, vector.Dimensions);
        if (vector.Kind == VectorKind.Sparse) Positions = new MappedPostingIndex(file, ordinal);
    }
}
