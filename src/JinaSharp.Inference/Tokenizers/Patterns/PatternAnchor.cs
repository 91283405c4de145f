namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>Conditions on a position.</summary>
internal enum PatternAnchor
{
    LineStart,
    LineEnd,
    TextStart,
    TextEnd,
    TextEndOrFinalBreak,
    WordBoundary,
    NoWordBoundary,
}
