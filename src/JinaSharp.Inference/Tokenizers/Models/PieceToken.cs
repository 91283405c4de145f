namespace JinaSharp.Inference.Tokenizers.Models;

/// <summary>A token and the units of its piece that it covers.</summary>
internal readonly record struct PieceToken(int Id, int Start, int End);
