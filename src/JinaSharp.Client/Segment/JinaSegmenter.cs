using System.Text.Json;
using JinaSharp.Client.Http;
using JinaSharp.Wire;

namespace JinaSharp.Client;

/// <summary>Cuts texts into chunks and counts tokens, free of charge.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class JinaSegmenter
{
    private const int MaxCharacters = 64_000;
    private static readonly string[] s_tokenizers = ["cl100k_base", "o200k_base", "p50k_base", "r50k_base", "p50k_edit", "gpt2"];

    private readonly JinaTransport _transport;

    internal JinaSegmenter(JinaTransport transport) => _transport = transport;

    /// <summary>Cuts a text.</summary>
    /// <param name="content">The text, under 64,000 characters.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The chunks and counts.</returns>
    public Task<SegmentResult> SegmentAsync(string content, SegmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        options ??= new SegmentOptions();
        if (content.Length >= MaxCharacters) throw new ArgumentException($"The segmenter takes texts under {MaxCharacters:N0} characters; this one has {content.Length:N0}. Cut it at a paragraph first.", nameof(content));
        if (options.Head is not null && options.Tail is not null) throw new ArgumentException("Head and Tail exclude each other.", nameof(options));
        if (options.Head < 1 || options.Tail < 1 || options.MaxChunkLength < 1) throw new ArgumentException("Head, Tail and MaxChunkLength must be at least 1.", nameof(options));
        if (options.Tokenizer is { } tokenizer && !s_tokenizers.Contains(tokenizer)) throw new ArgumentException($"The tokenizers are {string.Join(", ", s_tokenizers)}; '{tokenizer}' was asked for.", nameof(options));
        if (content.Length == 0) return Task.FromResult(new SegmentResult { TokenCount = 0, Tokenizer = options.Tokenizer });
        var request = new SegmentRequest
        {
            Content = content,
            Tokenizer = options.Tokenizer,
            ReturnTokens = options.ReturnTokens ? true : null,
            ReturnChunks = options.ReturnChunks ? true : null,
            MaxChunkLength = options.MaxChunkLength,
            Head = options.Head,
            Tail = options.Tail,
        };
        var call = new ApiCall
        {
            Operation = "segment",
            Service = JinaService.Segmenter,
            Body = ApiJson.Serialize(request, JinaWireContext.Compact.SegmentRequest),
            NeedsKey = false,
        };
        return _transport.SendAsync(call, static body => new Reply<SegmentResult>(Read(body), 0), cancellationToken);
    }

    private static SegmentResult Read(ReplyBody body)
    {
        var json = ApiJson.Deserialize(body, JinaWireContext.Default.JsonElement);
        List<SegmentChunk> chunks = [];
        if (json.TryGetProperty("chunks", out var texts) && texts.ValueKind == JsonValueKind.Array)
        {
            var positions = json.GetProperty("chunk_positions");
            if (positions.GetArrayLength() != texts.GetArrayLength()) throw new JsonException("The numbers of chunks and of positions differ.");
            for (var i = 0; i < texts.GetArrayLength(); i++)
                chunks.Add(new SegmentChunk(texts[i].GetString()!, positions[i][0].GetInt32(), positions[i][1].GetInt32()));
        }
        return new SegmentResult
        {
            TokenCount = (int)(json.Number("num_tokens") ?? throw new JsonException("The answer has no 'num_tokens'.")),
            Tokenizer = json.Text("tokenizer"),
            Chunks = chunks,
            Tokens = json.TryGetProperty("tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Array ? [.. tokens.EnumerateArray().Select(ReadTokens)] : [],
        };
    }

    private static IReadOnlyList<SegmentToken> ReadTokens(JsonElement chunk) =>
        [.. chunk.EnumerateArray().Select(static token => new SegmentToken(token[0].GetString()!, [.. token[1].EnumerateArray().Select(static id => id.GetInt32())]))];
}
