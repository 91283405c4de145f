namespace JinaSharp.Testing;

/// <summary>One input of an embeddings request.</summary>
/// <param name="Kind"><c>text</c>, <c>image</c>, <c>pdf</c>, <c>audio</c>, <c>video</c> or <c>content</c>.</param>
/// <param name="Text">The text, address or base64.</param>
/// <param name="Tokens">What it is charged.</param>
internal readonly record struct FakeEmbeddingItem(string Kind, string Text, int Tokens);
