using JinaSharp.Inference.Kernels;

namespace JinaSharp.Inference.Runtime;

/// <summary>A document, in overlapping windows where it is longer than the context, pooled by the tokens of each of its texts.</summary>
internal sealed class LateChunkJob : EncodeJob
{
    private readonly LateChunkDocument _document;
    private readonly List<(int Start, int End)> _windows = [];
    private readonly int _overlap;
    private readonly int _dimensions;
    private readonly double[] _sums;        // [texts, dimensions]

    /// <param name="document">The document.</param>
    /// <param name="window">The most tokens of one forward pass.</param>
    /// <param name="overlap">Tokens that a window shares with the one before; their states are taken from the earlier one.</param>
    /// <param name="dimensions">The dimensions of a vector.</param>
    public LateChunkJob(LateChunkDocument document, int window, int overlap, int dimensions)
    {
        if (overlap >= window) throw new ArgumentOutOfRangeException(nameof(overlap), $"Windows of {window} tokens cannot overlap by {overlap}: they would not advance.");
        _document = document;
        _overlap = overlap;
        _dimensions = dimensions;
        _sums = new double[document.Spans.Length * dimensions];
        var length = document.Ids.Length;
        for (var start = 0; start < length; start += window - overlap)
        {
            // A last window that is no longer than the overlap holds only states that are already there.
            if (start > 0 && length - start <= overlap) break;
            _windows.Add((start, Math.Min(start + window, length)));
        }
    }

    public override int Count => _windows.Count;

    public override int Length(int text) => _windows[text].End - _windows[text].Start;

    public override void AddTo(PackedBatch batch, int text) => batch.Add(_document.Ids.AsSpan(_windows[text].Start, Length(text)));

    public override void Consume(EncoderSession session, int text, int firstRow)
    {
        var (start, end) = _windows[text];
        var from = text == 0 ? 0 : start + _overlap;
        for (var i = 0; i < _document.Spans.Length; i++)
        {
            var sums = _sums.AsSpan(i * _dimensions, _dimensions);
            for (var token = Math.Max(from, _document.Spans[i].Start); token < Math.Min(end, _document.Spans[i].End); token++)
            {
                var state = session.State(firstRow + token - start)[.._dimensions];
                for (var d = 0; d < state.Length; d++) sums[d] += state[d];
            }
        }
    }

    /// <summary>The vector of each text, after the job is complete.</summary>
    public float[][] Vectors(bool normalize)
    {
        var vectors = new float[_document.Spans.Length][];
        for (var i = 0; i < vectors.Length; i++)
        {
            var count = _document.Spans[i].End - _document.Spans[i].Start;
            var vector = vectors[i] = new float[_dimensions];
            for (var d = 0; d < _dimensions; d++) vector[d] = (float)(_sums[i * _dimensions + d] / count);
            if (normalize) Pooling.Normalize(vector);
        }
        return vectors;
    }
}
