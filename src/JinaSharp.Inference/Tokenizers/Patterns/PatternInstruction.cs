using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>One instruction of a compiled pattern.</summary>
internal readonly record struct PatternInstruction(PatternOp Op, int First = 0, int Second = 0, int Third = 0, CodePointSet? Set = null);
