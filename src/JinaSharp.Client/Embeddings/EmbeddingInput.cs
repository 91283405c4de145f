using JinaSharp.Wire;

namespace JinaSharp.Client.Embeddings;

/// <summary>One input, checked and measured.</summary>
/// <param name="Index">Its position in the caller's list.</param>
/// <param name="Item">What is sent.</param>
/// <param name="RawTokens">The guess of its tokens, before correction.</param>
/// <param name="Bytes">Its size in a body, about.</param>
internal readonly record struct EmbeddingInput(int Index, InputItem Item, int RawTokens, int Bytes)
{
    public bool IsPdf => Item.Kind == InputKind.Pdf;

    /// <summary>Whether the input is blank and is answered without being sent.</summary>
    public bool IsBlank => Item.Value.Length == 0 && Item.Kind is InputKind.PlainText or InputKind.Text;
}
