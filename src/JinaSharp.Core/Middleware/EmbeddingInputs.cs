using System.Text;
using Microsoft.Extensions.AI;

namespace JinaSharp.Middleware;

/// <summary>What the generators need to know of an input, be it a string or a content.</summary>
internal static class EmbeddingInputs
{
    // A picture's share of a request; models cut pictures into tiles of about this many tokens.
    private const int TokensOfMedia = 1024;

    /// <summary>The inputs as a list that is read more than once.</summary>
    public static IReadOnlyList<TInput> ToList<TInput>(IEnumerable<TInput> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values as IReadOnlyList<TInput> ?? [.. values];
    }

    /// <summary>The answer to no inputs: nothing, at no cost.</summary>
    public static GeneratedEmbeddings<TEmbedding> None<TEmbedding>() where TEmbedding : Embedding =>
        new() { Usage = new UsageDetails { InputTokenCount = 0, TotalTokenCount = 0 } };

    /// <summary>Whether one input gives several embeddings: a PDF gives one a page.</summary>
    public static bool IsMany<TInput>(TInput input) => input switch
    {
        DataContent data => IsPdf(data.MediaType),
        UriContent uri => IsPdf(uri.MediaType),
        _ => false,
    };

    /// <summary>About how many tokens an input has.</summary>
    public static int EstimateTokens<TInput>(TInput input, ITokenCounter? counter) => input switch
    {
        string text => EstimateTokens(text, counter),
        TextContent text => EstimateTokens(text.Text, counter),
        _ => TokensOfMedia,
    };

    /// <summary>An input in words, for a Trace log that was asked for.</summary>
    public static string? Describe<TInput>(TInput input) => input switch
    {
        string text => text,
        TextContent text => text.Text,
        DataContent data => $"{data.MediaType}, {data.Data.Length} bytes",
        _ => input?.GetType().Name,
    };

    // Without a counter: four bytes of UTF-8 a token, which overestimates most languages and models a little.
    private static int EstimateTokens(string text, ITokenCounter? counter) =>
        counter?.CountTokens(text) ?? 2 + Encoding.UTF8.GetByteCount(text) / 4;

    private static bool IsPdf(string? mediaType) => string.Equals(mediaType, "application/pdf", StringComparison.OrdinalIgnoreCase);
}
