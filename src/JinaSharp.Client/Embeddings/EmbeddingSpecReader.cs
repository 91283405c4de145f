using System.Text.Json;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>Reads the options of a call: the typed ones, and the same by name in the additional properties. Never changes them.</summary>
internal static class EmbeddingSpecReader
{
    /// <param name="options">The caller's options.</param>
    /// <param name="defaultModel">The model of calls that name none.</param>
    /// <param name="defaultDimensions">The dimensions of calls that name none.</param>
    /// <param name="shape">The form of embedding that the generator gives.</param>
    public static EmbeddingSpec Read<TEmbedding>(
        EmbeddingGenerationOptions? options, string defaultModel, int? defaultDimensions, EmbeddingShape<TEmbedding> shape)
        where TEmbedding : Embedding
    {
        var (type, multiVector) = (shape.Type, shape.MultiVector);
        var typed = options as JinaEmbeddingOptions;
        var spec = new EmbeddingSpec
        {
            Model = string.IsNullOrWhiteSpace(options?.ModelId) ? defaultModel : options.ModelId,
            Dimensions = options?.Dimensions ?? (multiVector ? null : defaultDimensions),
            Task = typed?.Task?.Value,
            Normalized = typed?.Normalized,
            Truncate = typed?.Truncate,
            LateChunking = typed?.LateChunking,
            MultiVector = typed?.ReturnMultiVector,
            Type = type,
            IsSparse = shape.Sparse,
        };
        if (typed?.EmbeddingType is { } asked) RequireType(asked, type);
        if (options?.AdditionalProperties is { } properties)
            foreach (var (name, value) in properties)
                if (value is not null)
                    spec = Apply(spec, name, value, type);
        spec = Check(spec, multiVector);
        // The colbert models give multi-vectors without being asked and refuse the field.
        return multiVector && !IsColbert(spec.Model) ? spec with { MultiVector = true } : spec with { MultiVector = null };
    }

    private static EmbeddingSpec Check(EmbeddingSpec spec, bool multiVector)
    {
        if (spec.MultiVector is { } asked && asked != multiVector)
            throw new ArgumentException(
                asked
                    ? "This generator gives one vector an input; for one vector a token use JinaClient.MultiVectors."
                    : "This generator gives one vector a token; for one vector an input use JinaClient itself.");
        if (spec.Dimensions is { } dimensions)
        {
            if (dimensions < 1) throw new ArgumentException($"Dimensions must be at least 1; it is {dimensions}. Leave it null for the model's own.");
            if (multiVector && !IsColbert(spec.Model))
                throw new ArgumentException("Dimensions and multi-vectors exclude each other: leave Dimensions null.");
        }
        if (spec.LateChunking == true && spec.IsQuery)
            throw new ArgumentException("Late chunking is for the chunks of a document, never for queries: leave LateChunking null for a query task.");
        if (spec.TokenizedInput == true && !multiVector)
            throw new ArgumentException("return_tokenized_input needs multi-vectors: use JinaClient.MultiVectors.");
        return spec;
    }

    private static bool IsColbert(string model) => model.Contains("colbert", StringComparison.OrdinalIgnoreCase);

    private static EmbeddingSpec Apply(EmbeddingSpec spec, string name, object value, EmbeddingType type)
    {
        switch (name)
        {
            case "task":
                return spec with { Task = value is EmbeddingTask task ? task.Value : Text(name, value) };
            case "dimensions":
                return spec with { Dimensions = Whole(name, value) };
            case "late_chunking":
                return spec with { LateChunking = Flag(name, value) };
            case "truncate":
                return spec with { Truncate = Flag(name, value) };
            case "normalized":
                return spec with { Normalized = Flag(name, value) };
            case "return_multivector":
                return spec with { MultiVector = Flag(name, value) };
            case "return_tokenized_input":
                return spec with { TokenizedInput = Flag(name, value) };
            case "input_type":
                return spec with { InputType = Text(name, value) };
            case "embedding_type":
                RequireType(value is EmbeddingType asked ? asked : ParseType(Text(name, value)), type);
                return spec;
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

    private static void RequireType(EmbeddingType asked, EmbeddingType given)
    {
        if (asked == given) return;
        var instead = asked switch
        {
            EmbeddingType.Binary => "JinaClient.SignedBinary",
            EmbeddingType.UBinary => "JinaClient.Binary",
            _ => "JinaClient itself",
        };
        throw new ArgumentException($"This generator gives {given} embeddings, not {asked}: use {instead}.");
    }

    private static EmbeddingType ParseType(string text) => text switch
    {
        "float" or "base64" => EmbeddingType.Float,
        "binary" => EmbeddingType.Binary,
        "ubinary" => EmbeddingType.UBinary,
        _ => throw new ArgumentException($"embedding_type must be float, base64, binary or ubinary; it is '{text}'."),
    };

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
