namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>Turns a piece into tokens. Immutable and safe for concurrent use; each caller brings its own scratch.</summary>
internal abstract class TokenModel(Vocabulary vocabulary)
{
    /// <summary>The tokens of the model itself, added tokens not included.</summary>
    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>The id whose tokens are shown as the text they cover, or -1.</summary>
    public virtual int SurfaceId => -1;

    /// <summary>Adds the tokens of a piece that is not empty to the scratch.</summary>
    public abstract void Tokenize(ReadOnlySpan<char> piece, ModelScratch scratch);

    /// <summary>The ids of the byte tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>, -1 where one is missing.</summary>
    protected static int[] ByteTokens(Vocabulary vocabulary) =>
        [.. Enumerable.Range(0, 256).Select(value => vocabulary.Find($"<0x{value:X2}>"))];

    /// <summary>The error for a text that the vocabulary cannot express.</summary>
    protected static ModelFormatException Inexpressible(ReadOnlySpan<char> piece) =>
        new($"The vocabulary has no token for '{piece}' and names no unknown token that it contains. Use a tokenizer file with an unknown token, or remove the character.");
}
