using JinaSharp.Middleware;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>One form of input and embedding over the engine.</summary>
/// <remarks>Safe for concurrent use. Disposing it does nothing: the client owns the connection.</remarks>
internal sealed class JinaEmbeddingGenerator<TInput, TEmbedding>(
    EmbeddingEngine engine, InputReader reader, EmbeddingShape<TEmbedding> shape, EmbeddingGeneratorMetadata metadata, BlankInputPolicy blanks, JinaClient client)
    : IEmbeddingGenerator<TInput, TEmbedding>
    where TEmbedding : Embedding
{
    public async Task<GeneratedEmbeddings<TEmbedding>> GenerateAsync(
        IEnumerable<TInput> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var spec = EmbeddingSpecReader.Read(options, metadata, shape);
        var inputs = reader.Read(values);
        foreach (var input in inputs) ModalityCheck.Check(input, spec);
        var batches = engine.Plan(inputs, spec);
        if (batches.Count == 0 && inputs.Count == 0) return EmbeddingInputs.None<TEmbedding>();
        var run = new EmbeddingRun(inputs.Count);
        try
        {
            await engine.RunAsync(batches, run, spec, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            // What was paid for travels with the cancellation, for a cache around this generator.
            PartialEmbeddings.Throw(exception, [], inputs.Count, Completed(run, inputs, spec), wrapAlways: false);
        }
        return run.Failures.Count == 0 ? Collect(run, inputs, spec) : throw Failed(run, inputs, batches.Count, spec);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null) return null;
        return serviceType.IsInstanceOfType(this) ? this
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata
            : serviceType == typeof(JinaClient) ? client
            : null;
    }

    public void Dispose()
    {
    }

    private GeneratedEmbeddings<TEmbedding> Collect(EmbeddingRun run, List<EmbeddingInput> inputs, EmbeddingSpec spec)
    {
        var embeddings = new GeneratedEmbeddings<TEmbedding>(inputs.Count) { Usage = run.Usage };
        var blankDimensions = blanks == BlankInputPolicy.ZeroVector ? BlankDimensions(run, spec) : 0;
        foreach (var input in inputs)
        {
            if (input.IsBlank)
            {
                embeddings.Add(Labelled(shape.Blank(blankDimensions), run, spec));
                continue;
            }
            var first = Labelled(Convert(run[input.Index]), run, spec);
            embeddings.Add(first);
            if (run[input.Index].TokenizedInput is { } tokens) Properties(first)[JinaCallProperties.TokenizedInput] = tokens;
            if (run.FurtherPages.TryGetValue(input.Index, out var pages))
            {
                Locate(first, input.Index, 1);
                for (var page = 0; page < pages.Count; page++)
                {
                    var embedding = Labelled(Convert(pages[page]), run, spec);
                    Locate(embedding, input.Index, page + 2);
                    embeddings.Add(embedding);
                }
            }
            else if (input.IsPdf)
            {
                Locate(first, input.Index, 1);
            }
        }
        return embeddings;
    }

    private TEmbedding Convert(EmbeddingReplyItem item)
    {
        try
        {
            return shape.Convert(item);
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new JinaApiException($"embeddings: {exception.Message}") { Code = "unexpected_embedding" };
        }
    }

    private static TEmbedding Labelled(TEmbedding embedding, EmbeddingRun run, EmbeddingSpec spec)
    {
        embedding.ModelId = run.Model ?? spec.Model;
        return embedding;
    }

    private static void Locate(TEmbedding embedding, int input, int page)
    {
        Properties(embedding)[JinaCallProperties.InputIndex] = input;
        Properties(embedding)[JinaCallProperties.Page] = page;
    }

    private static AdditionalPropertiesDictionary Properties(TEmbedding embedding) => embedding.AdditionalProperties ??= [];

    /// <summary>As long as the other vectors of the call, else as asked for, else as the model gives.</summary>
    private int BlankDimensions(EmbeddingRun run, EmbeddingSpec spec)
    {
        for (var i = 0; i < run.Count; i++)
            if (run[i] is { Values: { } values } item)
                return item.RowDimensions > 0 ? item.RowDimensions : values.Length * (shape.Type == EmbeddingType.UBinary && typeof(TEmbedding) == typeof(BinaryEmbedding) ? 8 : 1);
        return spec.Dimensions ?? spec.Card?.Dimensions
            ?? throw new ArgumentException("Every input is blank and the number of dimensions is not known: set Dimensions, or leave blank inputs out.", nameof(run));
    }

    private JinaException Failed(EmbeddingRun run, List<EmbeddingInput> inputs, int batchCount, EmbeddingSpec spec)
    {
        run.Failures.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        var first = run.Failures[0].Error;
        if (batchCount == 1 && !spec.Isolate) return first;
        return new EmbeddingBatchException([.. run.Failures.Select(static failure => failure.Index)], inputs.Count, Completed(run, inputs, spec), first);
    }

    /// <summary>The embeddings that came. PDFs, whose embeddings do not pair up with inputs, are left out.</summary>
    private Dictionary<int, Embedding> Completed(EmbeddingRun run, List<EmbeddingInput> inputs, EmbeddingSpec spec)
    {
        Dictionary<int, Embedding> completed = [];
        foreach (var input in inputs)
            if (!input.IsPdf && run[input.Index] is { HasValue: true } item)
                completed[input.Index] = Labelled(Convert(item), run, spec);
        return completed;
    }
}
