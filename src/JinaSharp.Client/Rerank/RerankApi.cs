using System.Text.Json;
using JinaSharp.Client.Embeddings;
using JinaSharp.Client.Http;
using JinaSharp.Wire;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Rerank;

/// <summary><c>POST /v1/rerank</c>.</summary>
/// <remarks>A list is sent whole: the listwise models score documents in the light of each other, so scores of parts could not be merged.</remarks>
internal sealed class RerankApi(JinaTransport transport, InputReader reader)
{
    private const int MaxDocumentTokens = 8192;

    public async Task<RerankResults> RerankAsync(AIContent query, IReadOnlyList<AIContent> documents, RerankOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(documents);
        var wish = options?.Clone() ?? new RerankOptions();
        var model = string.IsNullOrWhiteSpace(wish.ModelId) ? transport.Settings.RerankModel : wish.ModelId;
        var card = ModelCatalog.Find(model);
        Check(wish, card);
        if (documents.Count == 0) return new RerankResults([]) { ModelId = model, Usage = new UsageDetails { InputTokenCount = 0, TotalTokenCount = 0 } };
        var queryInput = ReadQuery(query, card);
        var inputs = new InputItem[documents.Count];
        long tokens = queryInput.RawTokens, bytes = 512 + queryInput.Bytes;
        for (var i = 0; i < inputs.Length; i++)
        {
            var input = ReadDocument(documents[i], i, card);
            inputs[i] = input.Item;
            // The query is charged again for every document.
            tokens += input.RawTokens + queryInput.RawTokens;
            bytes += input.Bytes;
        }
        var request = new RerankRequest
        {
            Model = card?.Id ?? model,
            Query = queryInput.Item,
            TopN = wish.MinScore is null ? wish.TopN : null,
            // The documents are at hand: sending them back would only cost time.
            ReturnDocuments = false,
            Truncation = wish.Truncate,
            MaxDocLength = wish.MaxDocumentTokens,
            ReturnEmbeddings = wish.ReturnEmbeddings,
            Documents = inputs,
        };
        var call = new ApiCall
        {
            Operation = "rerank",
            Path = "v1/rerank",
            Body = ApiJson.Serialize(request, JinaWireContext.Compact.RerankRequest, (int)Math.Min(bytes, Array.MaxLength)),
            Model = request.Model,
            EstimatedTokens = tokens,
            Tag = wish.AdditionalProperties?.TryGetValue(JinaCallProperties.Tag, out var tag) == true ? tag as string : null,
        };
        var response = await transport.SendAsync(call, body => Decode(body, documents.Count, request.TopN), cancellationToken).ConfigureAwait(false);
        return Collect(response, documents, wish);
    }

    private static void Check(RerankOptions wish, ModelCard? card)
    {
        if (wish.TopN < 1) throw new ArgumentException($"TopN must be at least 1; it is {wish.TopN}. Leave it null for all.");
        if (wish.MaxDocumentTokens is < 1 or > MaxDocumentTokens) throw new ArgumentException($"MaxDocumentTokens must be from 1 to {MaxDocumentTokens}; it is {wish.MaxDocumentTokens}.");
        if (wish.RawScores == true) throw new ArgumentException("The API gives scores on the published scale only: leave RawScores null, or use a local reranker.");
        if (card is null) return;
        if (card.Kind != ModelKind.Reranker && card.MultiVector != MultiVectorSupport.Always)
            throw new ArgumentException($"{card.Id} is no reranker. Use {JinaClientDefaults.RerankModel} or another of the rerankers.");
        var listwise = card.Id.StartsWith("jina-reranker-v3", StringComparison.Ordinal);
        if (wish.MaxDocumentTokens is not null && !listwise) throw new ArgumentException($"{card.Id} takes no MaxDocumentTokens. Use jina-reranker-v3 or jina-reranker-v3.5.");
        if (wish.ReturnEmbeddings == true && !listwise) throw new ArgumentException($"{card.Id} gives no embeddings. Use jina-reranker-v3 or jina-reranker-v3.5.");
    }

    private EmbeddingInput ReadQuery(AIContent query, ModelCard? card)
    {
        if (query is TextContent text && string.IsNullOrWhiteSpace(text.Text)) throw new ArgumentException("The query is blank.");
        var input = Read(query, 0, "The query");
        CheckKind(input, "The query", card);
        return Plain(input);
    }

    private EmbeddingInput ReadDocument(AIContent document, int index, ModelCard? card)
    {
        // Blank documents keep their place: they are sent and score low.
        if (document is TextContent text && string.IsNullOrWhiteSpace(text.Text)) return new EmbeddingInput(index, new InputItem(InputKind.PlainText, text.Text ?? ""), 1, 4);
        var input = Read(document, index, $"Document {index}");
        CheckKind(input, $"Document {index}", card);
        return Plain(input);
    }

    private EmbeddingInput Read(AIContent content, int index, string what)
    {
        try
        {
            return reader.ReadOne(content, index);
        }
        catch (ArgumentException exception)
        {
            throw new ArgumentException(exception.Message.Replace($"Input {index}", what, StringComparison.Ordinal), exception);
        }
    }

    private static void CheckKind(EmbeddingInput input, string what, ModelCard? card)
    {
        if (input.Item.Kind is InputKind.PlainText or InputKind.Text) return;
        if (input.Item.Kind != InputKind.Image) throw new ArgumentException($"{what} must be a text or an image.");
        if (card?.Modalities.HasFlag(ModelModalities.Image) == false) throw new ArgumentException($"{what} is an image; {card.Id} takes texts. Use jina-reranker-m0.");
    }

    private static EmbeddingInput Plain(EmbeddingInput input) =>
        input.Item.Kind == InputKind.Text ? input with { Item = input.Item with { Kind = InputKind.PlainText } } : input;

    private static Reply<RerankResponse> Decode(ReplyBody body, int count, int? topN)
    {
        var response = ApiJson.Deserialize(body, JinaWireContext.Default.RerankResponse);
        var seen = new bool[count];
        foreach (var result in response.Results)
        {
            if ((uint)result.Index >= (uint)count) throw new JsonException($"The answer has a result with index {result.Index}; {count} documents were sent.");
            if (seen[result.Index]) throw new JsonException($"The answer has two results with index {result.Index}.");
            seen[result.Index] = true;
        }
        if (response.Results.Count < Math.Min(count, topN ?? count)) throw new JsonException($"The answer has {response.Results.Count} results for {count} documents.");
        return new Reply<RerankResponse>(response, response.Usage?.Total);
    }

    private static RerankResults Collect(RerankResponse response, IReadOnlyList<AIContent> documents, RerankOptions wish)
    {
        var results = response.Results
            .Where(result => wish.MinScore is not { } least || result.RelevanceScore >= least)
            .OrderByDescending(static result => result.RelevanceScore)
            .ThenBy(static result => result.Index)
            .Take(wish.TopN ?? int.MaxValue)
            .Select(result => new RerankResult(result.Index, result.RelevanceScore, wish.ReturnDocuments == false ? null : documents[result.Index])
            {
                Embedding = result.Embedding is { } embedding ? embedding : (ReadOnlyMemory<float>?)null,
            });
        var tokens = response.Usage?.Total ?? 0;
        return new RerankResults([.. results]) { ModelId = response.Model, Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } };
    }
}
