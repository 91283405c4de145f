using System.Text.Json;
using JinaSharp.Embeddings;
using JinaSharp.Models;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>Reads the options of a call: the typed ones, and the same by name in the additional properties. Never changes them.</summary>
internal static class EmbeddingSpecReader
{
    /// <param name="options">The caller's options.</param>
    /// <param name="metadata">The defaults of calls that name no model or size.</param>
    /// <param name="shape">The form of embedding that the generator gives.</param>
    /// <exception cref="ArgumentException">An option contradicts the generator, another option, or what is known of the model.</exception>
    public static EmbeddingSpec Read<TEmbedding>(EmbeddingGenerationOptions? options, EmbeddingGeneratorMetadata metadata, EmbeddingShape<TEmbedding> shape)
        where TEmbedding : Embedding
    {
        var call = EmbeddingCall.Read(options);
        var named = string.IsNullOrWhiteSpace(call.ModelId) ? metadata.DefaultModelId! : call.ModelId;
        var card = ModelCatalog.Find(named.StartsWith("jina-ai/", StringComparison.OrdinalIgnoreCase) ? named[8..] : named);
        if (call.EmbeddingType is { } asked && asked != shape.Type) throw WrongType(asked, shape.Type);
        if (call.ReturnMultiVector is { } many && many != shape.MultiVector) throw WrongVectors(many);
        var spec = new EmbeddingSpec
        {
            Model = card?.Id ?? named,
            Card = card,
            Task = call.Task?.Value,
            Dimensions = call.Dimensions ?? (shape.MultiVector || shape.Sparse ? null : metadata.DefaultModelDimensions),
            Type = shape.Type,
            Normalized = call.Normalized,
            Truncate = call.Truncate,
            LateChunking = call.LateChunking,
            MultiVector = shape.MultiVector ? true : null,
            IsSparse = shape.Sparse,
        };
        if (options?.AdditionalProperties is { } properties)
            foreach (var (name, value) in properties)
                if (value is not null)
                    spec = Apply(spec, name, value);
        Check(spec);
        return card is null ? spec : Fit(spec, card, call);
    }

    private static void Check(EmbeddingSpec spec)
    {
        if (spec.Dimensions < 1) throw new ArgumentException($"Dimensions must be at least 1; it is {spec.Dimensions}. Leave it null for the model's own.");
        if (spec.LateChunking == true && spec.IsQuery)
            throw new ArgumentException("Late chunking is for the chunks of a document, never for queries: leave LateChunking null for a query task.");
        if (spec.TokenizedInput == true && spec.MultiVector != true)
            throw new ArgumentException("return_tokenized_input needs multi-vectors: use JinaClient.MultiVectors.");
        if (spec is { MultiVector: true, Dimensions: not null, Card: null })
            throw new ArgumentException("Dimensions and multi-vectors exclude each other: leave Dimensions null.");
    }

    /// <summary>Checks a call of a known model, and leaves out fields that its schema lacks where that changes nothing.</summary>
    private static EmbeddingSpec Fit(EmbeddingSpec spec, ModelCard card, EmbeddingCall call)
    {
        if (card.Kind is not (ModelKind.Embedding or ModelKind.SparseEmbedding))
            throw new ArgumentException($"{card.Id} is no embedding model (it is a {(card.Kind == ModelKind.Reranker ? "reranker: use RerankAsync" : "reader")}).");
        if ((card.Kind == ModelKind.SparseEmbedding) != spec.IsSparse)
            throw new ArgumentException(
                spec.IsSparse ? $"{card.Id} gives no sparse embeddings. Use elser-v2." : $"{card.Id} gives sparse embeddings only: use JinaClient.Sparse.");
        ModelCardCheck.Check(card, call with { Dimensions = spec.Dimensions, ReturnMultiVector = spec.MultiVector ?? (spec.IsSparse ? null : false) });
        return spec with
        {
            Task = card.UsesInputType ? null : spec.Task,
            InputType = card.UsesInputType ? spec.InputType ?? (spec.Task is null ? null : spec.IsQuery ? "query" : "document") : spec.InputType,
            // The service's default is documented in two ways, so the wish is always sent where there is a field for it.
            Normalized = card.SupportsNormalized ? spec.Normalized ?? true : null,
            Truncate = card.SupportsTruncate ? spec.Truncate : null,
            LateChunking = card.SupportsLateChunking ? spec.LateChunking : null,
            MultiVector = card.MultiVector == MultiVectorSupport.Optional ? spec.MultiVector : null,
        };
    }

    private static EmbeddingSpec Apply(EmbeddingSpec spec, string name, object value)
    {
        switch (name)
        {
            case "task" or "late_chunking" or "truncate" or "normalized" or "return_multivector" or "embedding_type":
                return spec; // read with the typed options
            case "dimensions":
                return spec with { Dimensions = Whole(name, value) };
            case "return_tokenized_input":
                return spec with { TokenizedInput = Flag(name, value) };
            case "input_type":
                return spec with { InputType = Text(name, value) };
            case JinaCallProperties.Tag:
                return spec with { Tag = Text(name, value) };
            case JinaCallProperties.Background:
                return spec with { Background = Flag(name, value) };
            case JinaCallProperties.IsolateFailures:
                return spec with { Isolate = Flag(name, value) };
            default:
                var extra = spec.Extra is null ? [] : new Dictionary<string, JsonElement>(spec.Extra, StringComparer.Ordinal);
                extra[name] = JsonValues.From(name, value);
                return spec with { Extra = extra };
        }
    }

    private static ArgumentException WrongVectors(bool many) =>
        new(many
            ? "This generator gives one vector an input; for one vector a token use JinaClient.MultiVectors."
            : "This generator gives one vector a token; for one vector an input use JinaClient itself.");

    private static ArgumentException WrongType(EmbeddingType asked, EmbeddingType given)
    {
        var instead = asked switch
        {
            EmbeddingType.Binary => "JinaClient.SignedBinary",
            EmbeddingType.UBinary => "JinaClient.Binary",
            _ => "JinaClient itself",
        };
        return new ArgumentException($"This generator gives {given} embeddings, not {asked}: use {instead}.");
    }

    private static string Text(string name, object value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } json => json.GetString()!,
        _ => throw Wrong(name, "a text", value),
    };

    private static bool Flag(string name, object value) => value switch
    {
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false", value),
    };

    private static int Whole(string name, object value) => value switch
    {
        int number => number,
        long number when number is >= int.MinValue and <= int.MaxValue => (int)number,
        JsonElement { ValueKind: JsonValueKind.Number } json when json.TryGetInt32(out var number) => number,
        _ => throw Wrong(name, "a whole number", value),
    };

    private static ArgumentException Wrong(string name, string expected, object value) =>
        new($"The additional property '{name}' must be {expected}; it is a {value.GetType().Name}.");
}
