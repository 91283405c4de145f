namespace JinaSharp.Inference.Tokenizers.PreTokenizers;

/// <summary>A stretch of a piece that a pattern matches, or one between matches.</summary>
internal readonly record struct PatternSpan(int Start, int End, bool IsMatch);
