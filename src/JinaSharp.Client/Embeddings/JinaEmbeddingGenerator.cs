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
        if (batches.Count == 0 && inputs.Count == 0)
            return new GeneratedEmbeddings<TEmbedding> { Usage = new UsageDetails { InputTokenCount = 0, TotalTokenCount = 0 } };
        var run = await engine.RunAsync(batches, inputs.Count, spec, cancellationToken).ConfigureAwait(false);
        return run.Failures.Count == 0 ? Collect(run, inputs, spec) : throw Failed(run, batches.Count, spec);
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
            var first = Labelled(Convert(run.Items[input.Index]), run, spec);
            embeddings.Add(first);
            if (run.Items[input.Index].TokenizedInput is { } tokens) Properties(first)[JinaCallProperties.TokenizedInput] = tokens;
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
        foreach (var item in run.Items)
            if (item.Values is { } values)
                return item.RowDimensions > 0 ? item.RowDimensions : values.Length * (shape.Type == EmbeddingType.UBinary && typeof(TEmbedding) == typeof(BinaryEmbedding) ? 8 : 1);
        return spec.Dimensions ?? spec.Card?.Dimensions
            ?? throw new ArgumentException("Every input is blank and the number of dimensions is not known: set Dimensions, or leave blank inputs out.", nameof(run));
    }

    private JinaApiException Failed(EmbeddingRun run, int batchCount, EmbeddingSpec spec)
    {
        run.Failures.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        var first = run.Failures[0].Error;
        if (batchCount == 1 && !spec.Isolate && first is JinaApiException single) return single;
        var completed = Array.ConvertAll(run.Items, item => item.HasValue ? Labelled(Convert(item), run, spec) : (Embedding?)null);
        var api = first as JinaApiException;
        return new JinaBatchException(
            $"{run.Failures.Count} of {run.Items.Length} inputs got no embedding; the first is input {run.Failures[0].Index}. {first.Message} The {completed.Count(static e => e is not null)} embeddings that came are in Completed.",
            first)
        {
            Failures = run.Failures,
            Completed = completed,
            Usage = run.Usage,
            Code = first.Code,
            IsTransient = first.IsTransient,
            StatusCode = api?.StatusCode,
            RequestId = api?.RequestId,
            RetryAfter = api?.RetryAfter,
            FieldPath = api?.FieldPath,
            ItemIndex = run.Failures[0].Index,
            RawBody = api?.RawBody,
        };
    }
}
