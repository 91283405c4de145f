namespace JinaSharp.Inference;

/// <summary>An end of a token sequence.</summary>
public enum TokenSide
{
    /// <summary>The end.</summary>
    Right,

    /// <summary>The start.</summary>
    Left,
}
