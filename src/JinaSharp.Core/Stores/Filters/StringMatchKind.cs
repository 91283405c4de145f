namespace JinaSharp;

/// <summary>Where a <see cref="StringMatchFilter"/> looks.</summary>
public enum StringMatchKind
{
    /// <summary>Anywhere in the text.</summary>
    Contains = 0,

    /// <summary>At the start of the text.</summary>
    StartsWith,
}
