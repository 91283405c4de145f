using JinaSharp.Inference.Kernels;
using JinaSharp.Inference.Models;
using JinaSharp.Inference.Runtime;

namespace JinaSharp.Inference.Verification;

/// <summary>Computes what reference checks ask for, with a model of its own session.</summary>
internal sealed class ReferenceRunner : IDisposable
{
    private readonly TextModel _model;
    private readonly Tokenizer _tokenizer;
    private readonly WorkerTeam _team = new(Environment.ProcessorCount);
    private readonly EncoderSession _session;
    private readonly PackedBatch _batch = new();

    public ReferenceRunner(TextModel model)
    {
        _model = model;
        _tokenizer = ModelTokenizer.Load(model);
        _session = new EncoderSession(model.Encoder, _team);
    }

    /// <summary>How far the model is off, in the unit of the check's tolerance; infinity where it cannot be compared.</summary>
    public double Difference(ReferenceCheck check)
    {
        var encoding = check.Pair is null ? _tokenizer.Encode(check.Text) : _tokenizer.EncodePair(check.Text, check.Pair);
        _batch.Clear();
        _batch.Add(encoding.Ids.Span, encoding.TypeIds.Span);
        if (check.Task is { } task) _batch.Adapter = Enumerable.Range(0, _model.Adapters.Count).FirstOrDefault(i => _model.Adapters[i] == task, -1);
        _session.Run(_batch);
        return check.Kind switch
        {
            "first" => Largest(check.Expected, Vector(unit: true)),
            "cosine" => check.Expected.Length == _model.Encoder.Shape.HiddenSize ? 1 - VectorMath.CosineSimilarity(check.Expected, Vector(unit: false)) : double.PositiveInfinity,
            "sum" => Math.Abs(Vector(unit: true).Sum(value => (double)value) - check.Expected[0]),
            "state" => check.Row < _batch.Tokens ? Ends(check.Expected, _session.State(check.Row)) : double.PositiveInfinity,
            "logit" when _model.Head is { } head => Math.Abs(head.Logit(_session.State(0)) - check.Expected[0]),
            "score" when _model.Head is { } head => Math.Abs(1 / (1 + Math.Exp(-head.Logit(_session.State(0)))) - check.Expected[0]),
            _ => double.PositiveInfinity,
        };
    }

    public void Dispose()
    {
        _session.Dispose();
        _team.Dispose();
    }

    private float[] Vector(bool unit)
    {
        var vector = new float[_model.Encoder.Shape.HiddenSize];
        _session.MeanState(0, _batch.Tokens, new double[vector.Length], vector);
        if (unit) Pooling.Normalize(vector);
        return vector;
    }

    private static double Largest(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double largest = 0;
        for (var i = 0; i < expected.Length; i++) largest = Math.Max(largest, Math.Abs(expected[i] - actual[i]));
        return largest;
    }

    /// <summary>The published rows show the first and the last three columns.</summary>
    private static double Ends(float[] expected, ReadOnlySpan<float> state) =>
        Math.Max(Largest(expected.AsSpan(0, 3), state), Largest(expected.AsSpan(3), state[^3..]));
}
