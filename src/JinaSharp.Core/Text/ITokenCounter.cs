namespace JinaSharp;

/// <summary>Counts tokens as a model does. Chunkers and batchers use it.</summary>
/// <remarks>Implementations are safe for concurrent use.</remarks>
public interface ITokenCounter
{
    /// <summary>The number of tokens of a text, special tokens not counted.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The number of tokens.</returns>
    int CountTokens(ReadOnlySpan<char> text);

    /// <summary>The place of every token of a text, in order; special tokens are left out.</summary>
    /// <param name="text">The text.</param>
    /// <returns>UTF-16 positions in <paramref name="text"/>.</returns>
    IReadOnlyList<TokenSpan> GetTokenSpans(string text);
}
