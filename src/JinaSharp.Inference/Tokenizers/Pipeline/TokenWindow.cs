namespace JinaSharp.Inference.Tokenizers.Pipeline;

/// <summary>A range of a text's tokens.</summary>
internal readonly record struct TokenWindow(int Start, int End)
{
    /// <summary>The number of tokens.</summary>
    public int Length => End - Start;
}
