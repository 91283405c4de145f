namespace JinaSharp.Inference.Tokenizers.Pipeline;

/// <summary>Which window of each text an encoding shows.</summary>
internal readonly record struct WindowPair(TokenWindow First, TokenWindow Second);
