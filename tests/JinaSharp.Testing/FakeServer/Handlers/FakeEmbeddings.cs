using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace JinaSharp.Testing;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal static class FakeEmbeddings
{
    private const int PdfPages = 3;

    public static FakeReply Answer(FakeRequest request)
    {
        var model = request.Required("model");
        var card = ModelCatalog.Find(model);
        if (card is null || card.Id != model || card.Kind is not (ModelKind.Embedding or ModelKind.SparseEmbedding) || !card.InApi)
            throw FakeError.Plain(400, "INPUT_MODEL_NOT_FOUND", $"The model '{model}' was not found.");
        request.Allow([.. Fields(card)]);
        var call = FakeEmbeddingCall.Read(request, card);
        var items = call.Items;
        var total = items.Sum(static item => item.Tokens);
        if (call.LateChunking && total > card.ContextLength) throw FakeError.Handler(400, "INPUT_TOKEN_LIMIT_EXCEEDED", "The chunks together exceed the context.");
        return Write(request, card, call, total);
    }

    private static IEnumerable<string> Fields(ModelCard card)
    {
        yield return "model";
        yield return "input";
        if (card.Kind != ModelKind.SparseEmbedding) yield return "embedding_type";
        if (card.UsesInputType) yield return "input_type";
        else if (card.Tasks.Count > 0) yield return "task";
        if (card.MaxDimensions is not null) yield return "dimensions";
        if (card.SupportsNormalized) yield return "normalized";
        if (card.SupportsTruncate) yield return "truncate";
        if (card.SupportsLateChunking) yield return "late_chunking";
        if (card.MultiVector == MultiVectorSupport.Optional)
        {
            yield return "return_multivector";
            yield return "return_tokenized_input";
        }
    }

    private static FakeReply Write(FakeRequest request, ModelCard card, FakeEmbeddingCall call, int tokens)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (call.Items.Count * call.Dimensions * 8));
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("model", card.Id);
        json.WriteString("object", "list");
        json.WriteStartObject("usage");
        json.WriteNumber("total_tokens", tokens);
        // As captured: v4 never has it.
        if (card.Id != "jina-embeddings-v4") json.WriteNumber("prompt_tokens", tokens);
        json.WriteEndObject();
        json.WriteStartArray("data");
        var outputs = call.Items.SelectMany(static item => Enumerable.Range(0, item.Kind == "pdf" ? PdfPages : 1).Select(page => (item, page))).Select(static (output, index) => (output.item, output.page, index));
        if (request.Fault is { Kind: FakeFaultKind.WrongOrder }) outputs = outputs.Reverse();
        var count = call.Items.Sum(static item => item.Kind == "pdf" ? PdfPages : 1);
        var left = request.Fault is { Kind: FakeFaultKind.MissingItem } && count > 1 ? count - 1 : count;
        foreach (var (item, page, index) in outputs)
        {
            if (left-- == 0) break;
            WriteItem(json, card, call, item, page, index);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return new FakeReply { Body = buffer.WrittenMemory };
    }

    private static void WriteItem(Utf8JsonWriter json, ModelCard card, FakeEmbeddingCall call, FakeEmbeddingItem item, int page, int index)
    {
        json.WriteStartObject();
        json.WriteString("object", call.MultiVector ? "embeddings" : "embedding");
        json.WriteNumber("index", index);
        if (card.Kind == ModelKind.SparseEmbedding)
        {
            json.WriteStartObject("embedding");
            foreach (var word in item.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()) json.WriteNumber(word, 1.0 + (word.Length / 8.0));
            json.WriteEndObject();
        }
        else if (call.MultiVector)
        {
            var rows = item.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            json.WriteStartArray("embeddings");
            foreach (var row in rows.DefaultIfEmpty("")) WriteVector(json, FakeVectors.Create(row, card.Id, call.Dimensions, call.Task), call.Type);
            json.WriteEndArray();
            if (call.TokenizedInput)
            {
                json.WriteStartArray("tokenized_input");
                foreach (var row in rows) json.WriteStringValue(row);
                json.WriteEndArray();
            }
        }
        else
        {
            json.WritePropertyName("embedding");
            var text = page == 0 ? item.Text : $"{item.Text}#page={page + 1}";
            WriteVector(json, FakeVectors.Create(text, card.Id, call.Dimensions, call.Task, call.Context, call.Normalized), call.Type);
        }
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, float[] vector, string type)
    {
        if (type == "base64")
        {
            json.WriteBase64StringValue(MemoryMarshal.AsBytes(vector.AsSpan()));
            return;
        }
        json.WriteStartArray();
        if (type == "float")
        {
            foreach (var value in vector) json.WriteNumberValue(value);
        }
        else
        {
            for (var i = 0; i < vector.Length; i += 8)
            {
                var packed = 0;
                for (var bit = 0; bit < 8 && i + bit < vector.Length; bit++)
                    if (vector[i + bit] > 0)
                        packed |= 0x80 >> bit;
                // As captured: written as JSON floats.
                json.WriteRawValue($"{(type == "binary" ? packed - 128 : packed)}.0", skipInputValidation: true);
            }
        }
        json.WriteEndArray();
    }
}
