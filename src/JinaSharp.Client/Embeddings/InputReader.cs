using System.Text;
using JinaSharp.Client.Batching;
using JinaSharp.Wire;
using Microsoft.Extensions.AI;

namespace JinaSharp.Client.Embeddings;

/// <summary>Turns the caller's inputs into wire items: checked, measured, in order.</summary>
internal sealed class InputReader(TokenEstimator estimator, BlankInputPolicy blanks)
{
    /// <summary>What is added to the size of an item for quotes, commas and member names.</summary>
    private const int ItemOverhead = 16;

    /// <summary>The guess for one image, audio or video, whose real price only the answer tells.</summary>
    private const int MediaTokens = 1000;

    public List<EmbeddingInput> Read<TInput>(IEnumerable<TInput> values)
    {
        var inputs = values.TryGetNonEnumeratedCount(out var count) ? new List<EmbeddingInput>(count) : [];
        foreach (var value in values) inputs.Add(ReadOne(value, inputs.Count));
        return inputs;
    }

    /// <summary>Checks one input.</summary>
    /// <exception cref="ArgumentException">The input cannot be sent; the message names its position.</exception>
    public EmbeddingInput ReadOne<TInput>(TInput value, int index) => value switch
    {
        string text => ReadText(text, index, InputKind.PlainText),
        TextContent text => ReadText(text.Text, index, InputKind.Text),
        DataContent data => ReadData(data, index),
        UriContent uri => Media(KindOf(uri.MediaType, index), uri.Uri.AbsoluteUri, index),
        JinaFusedContent fused => ReadFused(fused, index),
        null => throw new ArgumentException($"Input {index} is null."),
        _ => throw new ArgumentException(
            $"Input {index} is a {value.GetType().Name}; inputs are TextContent, DataContent (image, PDF, audio, video), UriContent or JinaFusedContent."),
    };

    private EmbeddingInput ReadText(string? text, int index, InputKind kind)
    {
        if (text is null) throw new ArgumentException($"Input {index} is null.");
        if (string.IsNullOrWhiteSpace(text))
        {
            if (blanks == BlankInputPolicy.Throw)
                throw new ArgumentException($"Input {index} is {(text.Length == 0 ? "empty" : "blank")}, which models refuse. Leave it out, or set JinaClientOptions.BlankInputs.");
            return new EmbeddingInput(index, new InputItem(kind, ""), 0, 0);
        }
        if (LoneSurrogateAt(text) is { } at)
            throw new ArgumentException(
                $"Input {index} has half of a surrogate pair at position {at} and is no valid Unicode text; a text was cut inside a character. Cut at character boundaries.");
        var bytes = Encoding.UTF8.GetByteCount(text);
        return new EmbeddingInput(index, new InputItem(kind, text), estimator.Raw(text, bytes), bytes + ItemOverhead);
    }

    private static EmbeddingInput ReadData(DataContent data, int index)
    {
        var kind = KindOf(data.MediaType, index);
        if (data.Data.Length == 0) throw new ArgumentException($"Input {index} is an empty {InputItem.WireName(kind)}.");
        if (kind == InputKind.Image && !MediaSignature.MayBeImage(data.Data.Span))
            throw new ArgumentException($"Input {index} says it is {data.MediaType}, but its bytes are no image (JPEG, PNG, WebP, GIF, BMP or TIFF).");
        if (kind == InputKind.Pdf && !MediaSignature.IsPdf(data.Data.Span))
            throw new ArgumentException($"Input {index} says it is a PDF, but its bytes do not begin as one.");
        return Media(kind, data.Base64Data.ToString(), index);
    }

    private EmbeddingInput ReadFused(JinaFusedContent fused, int index)
    {
        List<InputItem> parts = [];
        int tokens = 0, bytes = ItemOverhead;
        foreach (var content in fused.Parts)
        {
            if (content is JinaFusedContent) throw new ArgumentException($"Input {index}: fused groups do not nest.");
            var part = ReadOne(content, index);
            if (part.IsBlank) continue;
            parts.Add(part.Item);
            tokens += part.RawTokens;
            bytes += part.Bytes;
        }
        if (parts.Count == 0) throw new ArgumentException($"Input {index} is a fused group with nothing in it.");
        return new EmbeddingInput(index, new InputItem(InputKind.Content, "", parts), tokens, bytes);
    }

    private static EmbeddingInput Media(InputKind kind, string value, int index) =>
        new(index, new InputItem(kind, value), MediaTokens, value.Length + ItemOverhead);

    private static InputKind KindOf(string mediaType, int index) =>
        mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? InputKind.Image
        : mediaType.Equals("application/pdf", StringComparison.OrdinalIgnoreCase) ? InputKind.Pdf
        : mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? InputKind.Audio
        : mediaType.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? InputKind.Video
        : throw new ArgumentException($"Input {index} is {mediaType}; images, PDFs, audio and video can be embedded. For text use TextContent.");

    private static int? LoneSurrogateAt(string text)
    {
        var span = text.AsSpan();
        for (var at = span.IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < span.Length;)
        {
            if (!char.IsHighSurrogate(span[at]) || at + 1 == span.Length || !char.IsLowSurrogate(span[at + 1])) return at;
            var next = span[(at + 2)..].IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0) return null;
            at += 2 + next;
        }
        return null;
    }
}
