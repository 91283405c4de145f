using System.Text.Json;

namespace JinaSharp.Testing;

/// <summary>A checked embeddings request.</summary>
internal sealed record FakeEmbeddingCall
{
    public required IReadOnlyList<FakeEmbeddingItem> Items { get; init; }

    public string? Task { get; init; }

    public required int Dimensions { get; init; }

    public required string Type { get; init; }

    public bool Normalized { get; init; }

    public bool LateChunking { get; init; }

    public bool MultiVector { get; init; }

    public bool TokenizedInput { get; init; }

    /// <summary>What every vector of a late-chunking request depends on.</summary>
    public string? Context => LateChunking ? string.Concat(Items.Select(static item => item.Text)) : null;

    public static FakeEmbeddingCall Read(FakeRequest request, ModelCard card)
    {
        var task = request.Optional("task");
        if (task is not null && !card.Tasks.Contains(task))
            throw FakeError.Invalid("body -> task", $"Input should be {string.Join(", ", card.Tasks.Select(static t => $"'{t}'"))}", "enum");
        var inputType = request.Optional("input_type");
        if (inputType is not (null or "query" or "document")) throw FakeError.Invalid("body -> input_type", "Input should be 'query' or 'document'", "enum");
        var type = request.Optional("embedding_type") ?? "float";
        if (type is not ("float" or "base64" or "binary" or "ubinary")) throw FakeError.Invalid("body -> embedding_type", "Input should be 'float', 'base64', 'binary' or 'ubinary'", "enum");
        var multiVector = card.MultiVector == MultiVectorSupport.Always || request.Flag("return_multivector") == true;
        var dimensions = request.Number("dimensions", 1, card.MaxDimensions ?? int.MaxValue);
        if (dimensions is not null && request.Flag("return_multivector") == true)
            throw FakeError.Invalid("body", "'dimensions' and 'return_multivector' exclude each other", "value_error");
        if (dimensions is { } size && card.OnlyTrainedDimensions && !card.MatryoshkaDimensions.Contains(size))
            throw FakeError.Invalid("body -> dimensions", $"Input should be {string.Join(", ", card.MatryoshkaDimensions)}", "enum");
        if (request.Flag("return_tokenized_input") == true && !multiVector)
            throw FakeError.Invalid("body", "'return_tokenized_input' needs 'return_multivector'", "value_error");
        var late = request.Flag("late_chunking") == true;
        var items = ReadItems(request, card, request.Flag("truncate") == true, late);
        if (late && items.Any(static item => item.Kind != "text")) throw FakeError.Invalid("body -> late_chunking", "Late chunking is for text only", "value_error");
        return new FakeEmbeddingCall
        {
            Items = items,
            Task = task ?? inputType,
            Dimensions = dimensions ?? (multiVector ? card.MultiVectorDimensions : card.Dimensions) ?? 0,
            Type = type,
            Normalized = request.Flag("normalized") ?? true,
            LateChunking = late,
            MultiVector = multiVector,
            TokenizedInput = request.Flag("return_tokenized_input") == true,
        };
    }

    private static List<FakeEmbeddingItem> ReadItems(FakeRequest request, ModelCard card, bool truncate, bool late)
    {
        if (!request.TryGet("input", out var input)) throw FakeError.Invalid("body -> input", "Field required", "missing");
        if (input.ValueKind != JsonValueKind.Array) return [ReadItem(request, card, input, "body -> input", truncate, late, alone: true)];
        var array = request.Array("input", card.MaxItemsPerRequest);
        List<FakeEmbeddingItem> items = new(array.GetArrayLength());
        foreach (var item in array.EnumerateArray())
            items.Add(ReadItem(request, card, item, $"body -> input -> {items.Count}", truncate, late, alone: false));
        return items;
    }

    private static FakeEmbeddingItem ReadItem(FakeRequest request, ModelCard card, JsonElement item, string path, bool truncate, bool late, bool alone)
    {
        if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("content", out var group))
        {
            if (!card.Modalities.HasFlag(ModelModalities.Audio)) throw FakeError.Invalid(path, "Fused input is for omni models", "value_error");
            var parts = group.EnumerateArray().Select(part => ReadItem(request, card, part, path, truncate, late, alone: true)).ToList();
            return new FakeEmbeddingItem("content", string.Join('\u0001', parts.Select(static part => part.Text)), parts.Sum(static part => part.Tokens));
        }
        var content = request.Content(item, path, out var kind);
        if (kind == "pdf" && !alone) throw FakeError.Invalid(path, "A PDF must be the only input", "value_error");
        var needed = kind switch
        {
            "image" => ModelModalities.Image,
            "pdf" => ModelModalities.Pdf,
            "audio" => ModelModalities.Audio,
            "video" => ModelModalities.Video,
            _ => ModelModalities.Text,
        };
        if (!card.Modalities.HasFlag(needed)) throw FakeError.Invalid(path, $"The model takes no {kind}", "value_error");
        if (string.IsNullOrWhiteSpace(content)) throw FakeError.Invalid(path, "Input must not be blank", "string_too_short");
        var tokens = kind == "text" ? FakeRequest.Tokens(content) : 1000;
        if (tokens > card.ContextLength && !late)
        {
            if (!truncate) throw FakeError.Handler(400, "INPUT_TOKEN_LIMIT_EXCEEDED", $"The input has {tokens} tokens; the model takes {card.ContextLength}.");
            tokens = card.ContextLength.Value;
        }
        return new FakeEmbeddingItem(kind, content, tokens);
    }
}
