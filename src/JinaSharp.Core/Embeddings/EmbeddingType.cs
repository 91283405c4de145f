namespace JinaSharp;

/// <summary>How the numbers of an embedding are represented. The wire calls this <c>embedding_type</c>.</summary>
public enum EmbeddingType
{
    /// <summary>32-bit floating point numbers. How they travel (decimal text or base64) is the client's business.</summary>
    Float = 0,

    /// <summary>One sign bit a dimension, eight a signed byte: the value of <see cref="UBinary"/> minus 128.</summary>
    Binary,

    /// <summary>One sign bit a dimension, eight an unsigned byte, most significant bit first; 1 when the value is above zero.</summary>
    UBinary,
}
