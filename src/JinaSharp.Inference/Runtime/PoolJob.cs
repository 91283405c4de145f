using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Runtime;

/// <summary>Texts that become one vector each, or one vector a token.</summary>
internal sealed class PoolJob(IReadOnlyList<int[]> ids, IReadOnlyList<int[]> typeIds, int dimensions, bool normalize, bool perToken) : EncodeJob
{
    private readonly double[] _sums = new double[perToken ? 0 : dimensions];

    public override int Count => ids.Count;

    /// <summary>A vector a text, or its rows one after another.</summary>
    public float[][] Vectors { get; } = new float[ids.Count][];

    public override int Length(int text) => ids[text].Length;

    public override void AddTo(PackedBatch batch, int text) => batch.Add(ids[text], typeIds[text]);

    public override void Consume(EncoderSession session, int text, int firstRow)
    {
        var rows = ids[text].Length;
        var vector = new float[perToken ? rows * dimensions : dimensions];
        if (perToken)
            for (var row = 0; row < rows; row++) session.State(firstRow + row)[..dimensions].CopyTo(vector.AsSpan(row * dimensions));
        else session.MeanState(firstRow, rows, _sums, vector);
        // The cut comes first, then unit length.
        if (normalize)
            for (var start = 0; start < vector.Length; start += dimensions) Pooling.Normalize(vector.AsSpan(start, dimensions));
        Vectors[text] = vector;
    }
}
