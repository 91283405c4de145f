namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>A piece of a text.</summary>
internal readonly record struct PieceSpan(int Start, int Length);
