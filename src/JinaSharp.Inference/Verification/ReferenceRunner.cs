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

    private int Dimensions => _model.Encoder.Shape.HiddenSize;

    /// <summary>The most tokens of a text that was encoded.</summary>
    public int LongestText { get; private set; }

    /// <summary>Compares one output. What cannot be compared differs infinitely and says why.</summary>
    public LocalModelCheck Run(ReferenceCheck check) =>
        Obstacle(check) is { } obstacle
            ? new LocalModelCheck(check.Description, double.PositiveInfinity, check.Tolerance) { Obstacle = obstacle }
            : new LocalModelCheck(check.Description, Difference(check), check.Tolerance);

    public void Dispose()
    {
        _session.Dispose();
        _team.Dispose();
    }

    private string? Obstacle(ReferenceCheck check)
    {
        if (check.Kind is ReferenceKind.Logit or ReferenceKind.Score && _model.Head is null) return "the folder holds an embedding model, which gives no scores";
        if (check.Task is { } task && !_model.Adapters.Contains(task))
            return _model.MissingAdapters.TryGetValue(task, out var folder) ? $"the folder lacks '{folder}', the task's adapter" : $"the model has no task '{task}'";
        if (check.Kind == ReferenceKind.Cosine && check.Expected.Length != Dimensions)
            return $"the published vector has {check.Expected.Length} dimensions, this model's {Dimensions}";
        if (check.Kind == ReferenceKind.MaskedStates && Array.Exists(check.Ids, id => id >= _model.Encoder.VocabularySize))
            return $"the published token ids go up to {check.Ids.Max()}, this model's to {_model.Encoder.VocabularySize - 1}";
        return null;
    }

    private double Difference(ReferenceCheck check)
    {
        switch (check.Kind)
        {
            case ReferenceKind.First:
                return Largest(check.Expected, Unit(check.Text, check.Task));
            case ReferenceKind.Cosine:
                return 1 - VectorMath.CosineSimilarity(check.Expected, Unit(check.Text, check.Task));
            case ReferenceKind.Sum:
                return Math.Abs(Unit(check.Text, check.Task).Sum(value => (double)value) - check.Expected[0]);
            case ReferenceKind.State:
                Encode(check.Text, check.Pair, check.Task);
                // The published rows show the first and the last three columns.
                return check.Row >= _batch.Tokens ? double.PositiveInfinity
                    : Math.Max(Largest(check.Expected.AsSpan(0, 3), _session.State(check.Row)), Largest(check.Expected.AsSpan(3), _session.State(check.Row)[^3..]));
            case ReferenceKind.States:
                Encode(check.Text, check.Pair, check.Task);
                return _batch.Tokens < 4 ? double.PositiveInfinity : StatesFrom(1, check.Expected);
            case ReferenceKind.MaskedStates:
                // The states of the other tokens are those without token 0: nobody attends to it, and rotary positions only know distances.
                Run(check.Ids.AsSpan(1), [], check.Task);
                return StatesFrom(0, check.Expected);
            case ReferenceKind.Similarity:
                return Math.Abs(VectorMath.CosineSimilarity(Unit(check.Text, check.Task), Unit(check.Pair!, check.Task)) - check.Expected[0]);
            case ReferenceKind.PaddedSimilarity:
                return Math.Abs(VectorMath.CosineSimilarity(Padded(check.Text, check), Padded(check.Pair!, check)) - check.Expected[0]);
            case ReferenceKind.LateSimilarity:
                return Math.Abs(VectorMath.CosineSimilarity(Unit(check.Text, check.Task), LateChunk(check)) - check.Expected[0]);
            default:
                Encode(check.Text, check.Pair, check.Task);
                var logit = _model.Head!.Logit(_session.State(0));
                return Math.Abs((check.Kind == ReferenceKind.Logit ? logit : 1 / (1 + Math.Exp(-logit))) - check.Expected[0]);
        }
    }

    /// <summary>Three states, a third of the expected values each, from the second column on.</summary>
    private double StatesFrom(int first, float[] expected)
    {
        var columns = expected.Length / 3;
        return Enumerable.Range(0, 3).Max(row => Largest(expected.AsSpan(columns * row, columns), _session.State(first + row)[1..]));
    }

    private float[] Unit(string text, string? task)
    {
        Encode(text, null, task);
        var vector = Mean(0, _batch.Tokens);
        Pooling.Normalize(vector);
        return vector;
    }

    private float[] Padded(string text, ReferenceCheck check)
    {
        int[] ids = [.. _tokenizer.Encode(text).Ids.Span];
        var length = check.Texts.Max(other => _tokenizer.Encode(other).Count);
        Run([.. ids, .. Enumerable.Repeat(_tokenizer.TokenToId("[PAD]") ?? 0, length - ids.Length)], [], check.Task);
        return Mean(0, length);
    }

    /// <summary>The mean of a sentence's tokens as the published example takes it: from the full stop before it, or the first word, up to its own full stop.</summary>
    private float[] LateChunk(ReferenceCheck check)
    {
        var document = LateChunkDocument.Create(_tokenizer, _model, check.Texts, " ", "");
        Run(document.Ids, [], check.Task);
        // A sentence's full stop is its last token; the first and the last sentence have the special tokens, too.
        var start = check.Row == 0 ? 1 : document.Spans[check.Row].Start - 1;
        var end = check.Row == check.Texts.Count - 1 ? document.Ids.Length - 2 : document.Spans[check.Row].End - 1;
        return Mean(start, end - start);
    }

    private float[] Mean(int first, int rows)
    {
        var vector = new float[Dimensions];
        _session.MeanState(first, rows, new double[vector.Length], vector);
        return vector;
    }

    private void Encode(string text, string? pair, string? task)
    {
        var encoding = pair is null ? _tokenizer.Encode(text) : _tokenizer.EncodePair(text, pair);
        Run(encoding.Ids.Span, encoding.TypeIds.Span, task);
    }

    private void Run(ReadOnlySpan<int> ids, ReadOnlySpan<int> types, string? task)
    {
        _batch.Clear();
        _batch.Add(ids, types);
        LongestText = Math.Max(LongestText, ids.Length);
        for (var i = 0; i < _model.Adapters.Count; i++)
            if (_model.Adapters[i] == task) _batch.Adapter = i;
        _session.Run(_batch);
    }

    private static double Largest(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (actual.Length < expected.Length) return double.PositiveInfinity;
        double largest = 0;
        for (var i = 0; i < expected.Length; i++) largest = Math.Max(largest, Math.Abs((double)expected[i] - actual[i]));
        return largest;
    }
}
