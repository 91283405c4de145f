using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Models;

/// <summary>Reads weight matrices <c>[outputs, inputs]</c> into packed form.</summary>
internal static class LinearWeights
{
    /// <summary>A matrix as it is, its outputs padded to whole panels.</summary>
    public static PackedMatrix Pack(MatrixSource source)
    {
        int outputs = source.Outputs, inputs = source.Inputs;
        var matrix = new PackedMatrix(outputs, inputs, source.Format());
        for (var row = 0; row < outputs; row += MatMul.PanelWidth)
            SetPanel(matrix, row / MatMul.PanelWidth, source, row, Math.Min(MatMul.PanelWidth, outputs - row));
        return matrix;
    }

    /// <summary>Several matrices with one row of panels each, a row of panels of the first, one of the second, and so on.</summary>
    public static PackedMatrix PackInterleaved(MatrixSource source, int outputs, ReadOnlySpan<int> firstRows)
    {
        var inputs = source.Inputs;
        var panels = (outputs + MatMul.PanelWidth - 1) / MatMul.PanelWidth;
        var matrix = new PackedMatrix(panels * firstRows.Length * MatMul.PanelWidth, inputs, source.Format());
        for (var panel = 0; panel < panels; panel++)
            for (var part = 0; part < firstRows.Length; part++)
            {
                var row = panel * MatMul.PanelWidth;
                SetPanel(matrix, panel * firstRows.Length + part, source, firstRows[part] + row, Math.Min(MatMul.PanelWidth, outputs - row));
            }
        return matrix;
    }

    /// <summary>Projections to heads: each head's outputs fill whole panels. One matrix may hold several kinds one after another, or each have its own.</summary>
    public static PackedMatrix PackHeads(HeadLayout layout, params ReadOnlySpan<MatrixSource> sources)
    {
        var inputs = sources[0].Inputs;
        var kindSize = layout.Heads * layout.HeadSize;
        var kinds = sources.Length == 1 ? sources[0].Outputs / kindSize : sources.Length;
        var matrix = new PackedMatrix(kinds * layout.PaddedWidth, inputs, Format(sources));
        for (var kind = 0; kind < kinds; kind++)
            for (var head = 0; head < layout.Heads; head++)
                for (var start = 0; start < layout.HeadSize; start += MatMul.PanelWidth)
                {
                    var (source, row) = sources.Length == 1 ? (sources[0], kind * kindSize) : (sources[kind], 0);
                    SetPanel(matrix, kind * layout.Panels + head * layout.HeadPanels + start / MatMul.PanelWidth,
                        source, row + head * layout.HeadSize + start, Math.Min(MatMul.PanelWidth, layout.HeadSize - start));
                }
        return matrix;
    }

    /// <summary>A bias in the place of <see cref="PackHeads"/>' outputs.</summary>
    public static float[] PadHeads(HeadLayout layout, params ReadOnlySpan<float[]> biases)
    {
        var kindSize = layout.Heads * layout.HeadSize;
        var kinds = biases.Length == 1 ? biases[0].Length / kindSize : biases.Length;
        var padded = new float[kinds * layout.PaddedWidth];
        for (var kind = 0; kind < kinds; kind++)
            for (var i = 0; i < kindSize; i++)
                padded[kind * layout.PaddedWidth + layout.PaddedIndex(i / layout.HeadSize, i % layout.HeadSize)] =
                    biases.Length == 1 ? biases[0][kind * kindSize + i] : biases[kind][i];
        return padded;
    }

    /// <summary>The projection of attention's output, whose heads are padded: zero weights meet the padding.</summary>
    public static PackedMatrix PackFromHeads(HeadLayout layout, MatrixSource source)
    {
        int outputs = source.Outputs, inputs = source.Inputs;
        var matrix = new PackedMatrix(outputs, layout.PaddedWidth, source.Format());
        var rows = new float[MatMul.PanelWidth * inputs];
        for (var row = 0; row < outputs; row += MatMul.PanelWidth)
        {
            var count = Math.Min(MatMul.PanelWidth, outputs - row);
            source.Read(row, rows.AsSpan(0, count * inputs));
            for (var head = 0; head < layout.Heads; head++)
                matrix.SetPanel(row / MatMul.PanelWidth, layout.PaddedIndex(head, 0), layout.HeadSize, rows.AsSpan(head * layout.HeadSize), inputs, count);
        }
        return matrix;
    }

    /// <summary>A vector padded with zeros to whole panels.</summary>
    public static float[] Pad(float[] values)
    {
        var padded = new float[EncoderShape.RoundUp(values.Length)];
        values.CopyTo(padded, 0);
        return padded;
    }

    private static PanelFormat Format(ReadOnlySpan<MatrixSource> sources)
    {
        var format = sources[0].Format();
        foreach (var source in sources[1..])
            if (source.Format() != format) return PanelFormat.F32;
        return format;
    }

    private static void SetPanel(PackedMatrix matrix, int panel, MatrixSource source, int row, int count)
    {
        var inputs = source.Inputs;
        var pool = System.Buffers.ArrayPool<float>.Shared;
        var rows = pool.Rent(MatMul.PanelWidth * inputs);
        source.Read(row, rows.AsSpan(0, count * inputs));
        matrix.SetPanel(panel, 0, inputs, rows, inputs, count);
        pool.Return(rows);
    }
}
