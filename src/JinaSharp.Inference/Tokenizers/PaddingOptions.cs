namespace JinaSharp.Inference;

/// <summary>How token sequences are filled up to a length.</summary>
public sealed record PaddingOptions
{
    /// <summary>The length to fill up to.</summary>
    /// <value>The default, null, is the longest encoding of the batch.</value>
    public int? Length { get; init; }

    /// <summary>Rounds the length up to a multiple of this.</summary>
    /// <value>The default, null, rounds nothing.</value>
    public int? MultipleOf { get; init; }

    /// <summary>The side that padding is added to.</summary>
    /// <value>The default is <see cref="TokenSide.Right"/>.</value>
    public TokenSide Side { get; init; }

    /// <summary>The id of padding.</summary>
    /// <value>The default is 0.</value>
    public int PadId { get; init; }

    /// <summary>The type id of padding.</summary>
    /// <value>The default is 0.</value>
    public int PadTypeId { get; init; }

    /// <summary>The text shown for padding.</summary>
    /// <value>The default is <c>[PAD]</c>.</value>
    public string PadToken { get; init; } = "[PAD]";
}
