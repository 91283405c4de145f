using System.Buffers;
using System.Text.Json;
using JinaSharp.Client.Batching;
using JinaSharp.Client.Http;
using JinaSharp.Wire;

namespace JinaSharp.Client.Embeddings;

/// <summary>Sends one request of inputs and places the answer by index.</summary>
internal sealed class EmbeddingApi(JinaTransport transport, TokenEstimator estimator)
{
    /// <summary>Sends one request.</summary>
    /// <returns>One entry an input, in order; of a PDF one entry a page.</returns>
    public async Task<EmbeddingReply> SendAsync(EmbeddingBatch batch, EmbeddingSpec spec, bool background, CancellationToken cancellationToken)
    {
        var call = new ApiCall
        {
            Operation = "embeddings",
            Path = "v1/embeddings",
            Body = Serialize(batch, spec),
            Model = spec.Model,
            Tag = spec.Tag,
            IsBackground = background,
            EstimatedTokens = estimator.Corrected(batch.RawTokens, spec.Model),
        };
        return await transport.SendAsync(call, body => Decode(body, batch, spec), cancellationToken).ConfigureAwait(false);
    }

    private ReadOnlyMemory<byte> Serialize(EmbeddingBatch batch, EmbeddingSpec spec)
    {
        var allText = batch.Items.TrueForAll(static input => input.Item.Kind is InputKind.PlainText or InputKind.Text);
        var items = new InputItem[batch.Items.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var item = batch.Items[i].Item;
            // Bare strings are the form that every model and every compatible server takes; beside images, texts are objects.
            items[i] = item.Kind is InputKind.PlainText or InputKind.Text ? item with { Kind = allText ? InputKind.PlainText : InputKind.Text } : item;
        }
        var request = new EmbeddingRequest
        {
            Model = spec.Model,
            Task = spec.Task,
            Dimensions = spec.Dimensions,
            EmbeddingType = spec.Type switch
            {
                EmbeddingType.Binary => "binary",
                EmbeddingType.UBinary => "ubinary",
                _ => transport.Settings.UseBase64 && !spec.IsSparse ? "base64" : null,
            },
            Normalized = spec.Normalized,
            Truncate = spec.Truncate,
            LateChunking = spec.LateChunking,
            ReturnMultiVector = spec.MultiVector,
            ReturnTokenizedInput = spec.TokenizedInput,
            InputType = spec.InputType,
            Input = new EmbeddingInputs(items, Alone: batch.IsPdf),
            Extra = spec.Extra,
        };
        var buffer = new ArrayBufferWriter<byte>((int)Math.Min(batch.Bytes + 512, Array.MaxLength));
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JinaWireContext.Compact.Options.Encoder, SkipValidation = true });
        JsonSerializer.Serialize(writer, request, JinaWireContext.Compact.EmbeddingRequest);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private Reply<EmbeddingReply> Decode(ReplyBody body, EmbeddingBatch batch, EmbeddingSpec spec)
    {
        var reply = EmbeddingReplyReader.Read(body.PaddedJson);
        Place(reply, batch);
        if (spec.Dimensions is { } dimensions && spec.Type == EmbeddingType.Float)
            foreach (var item in reply.Items)
                if (item.Values is { } values && (item.RowDimensions > 0 ? item.RowDimensions : values.Length) is var length && length != dimensions)
                    throw new JinaApiException($"embeddings: {dimensions} dimensions were asked for and the server gave {length}. Model '{spec.Model}' there does not take 'dimensions', or cannot give so many.")
                    {
                        Code = "wrong_dimensions",
                    };
        var tokens = reply.Usage?.Total;
        if (tokens > 0) estimator.Learn(spec.Model, batch.RawTokens, tokens.Value);
        return new Reply<EmbeddingReply>(reply, tokens);
    }

    /// <summary>Puts the entries in the order of the inputs, and checks that there is exactly one for each. Pages of a PDF are put in order.</summary>
    private static void Place(EmbeddingReply reply, EmbeddingBatch batch)
    {
        var items = reply.Items;
        var count = batch.IsPdf ? items.Count : batch.Items.Count;
        if (batch.IsPdf && count == 0) throw new JsonException("The answer for a PDF holds no embedding.");
        var placed = new EmbeddingReplyItem[count];
        var filled = new bool[count];
        for (var i = 0; i < items.Count; i++)
        {
            var index = items[i].Index ?? i;
            if ((uint)index >= (uint)count) throw new JsonException($"The answer has an embedding with index {index}; {count} inputs were sent.");
            if (filled[index]) throw new JsonException($"The answer has two embeddings with index {index}.");
            if (!items[i].HasValue) continue;
            placed[index] = items[i];
            filled[index] = true;
        }
        var missing = Array.IndexOf(filled, false);
        if (missing >= 0)
            throw new JsonException($"The answer has {filled.Count(static f => f)} embeddings for {count} inputs; the first one missing has index {missing}.");
        items.Clear();
        items.AddRange(placed);
    }
}
