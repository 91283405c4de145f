namespace JinaSharp.Inference.Tokenizers.AddedTokens;

/// <summary>A stretch of text between added tokens, or one that is an added token.</summary>
internal readonly record struct TextSegment(int Start, int End, AddedToken? Token);
