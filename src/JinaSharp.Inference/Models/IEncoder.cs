using JinaSharp.Inference.Runtime;

namespace JinaSharp.Inference.Models;

/// <summary>A bidirectional encoder. The session runs it: blocks of token rows through <see cref="Embed"/>, then, layer by layer, attention and <see cref="Layer"/>.</summary>
/// <remarks>Read-only after loading and shared by all threads; everything that changes is in the block.</remarks>
internal interface IEncoder : IDisposable
{
    EncoderShape Shape { get; }

    /// <summary>The number of tokens that the vocabulary knows: ids are below it.</summary>
    int VocabularySize { get; }

    /// <summary>The number of token types.</summary>
    int TypeCount { get; }

    /// <summary>The longest text that the model can take at all.</summary>
    int MaxTokens { get; }

    /// <summary>The length to which texts are cut when nothing else is said.</summary>
    int DefaultMaxTokens { get; }

    /// <summary>The bytes of weights held in memory of their own.</summary>
    long PackedByteLength { get; }

    /// <summary>Fills the block's token states, and queries, keys and values of the first layer.</summary>
    void Embed(RowBlock block);

    /// <summary>All of a layer but its attention, whose output is in the block; then queries, keys and values of the next layer.</summary>
    void Layer(int layer, RowBlock block);
}
