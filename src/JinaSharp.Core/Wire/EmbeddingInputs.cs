using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>The <c>input</c> of an embeddings request: a list, or one item alone (which a PDF must be).</summary>
/// <param name="Items">The items, in order.</param>
/// <param name="Alone">Whether the only item is written without a list around it.</param>
[JsonConverter(typeof(EmbeddingInputsConverter))]
internal readonly record struct EmbeddingInputs(IReadOnlyList<InputItem> Items, bool Alone = false);
