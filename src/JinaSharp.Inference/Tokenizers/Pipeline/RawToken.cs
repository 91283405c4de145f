namespace JinaSharp.Inference.Tokenizers.Pipeline;

/// <summary>A token of one text before special tokens are added. Offsets are UTF-16 units of the original text.</summary>
internal readonly record struct RawToken(int Id, int Start, int End, int Word, bool IsAdded);
