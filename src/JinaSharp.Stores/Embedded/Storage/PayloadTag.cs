namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>The first byte of an encoded payload value.</summary>
internal enum PayloadTag : byte
{
    Null = 0,
    False = 1,
    True = 2,

    /// <summary>8 bytes, little-endian.</summary>
    Integer = 3,

    /// <summary>8 bytes, little-endian.</summary>
    Number = 4,

    /// <summary>Variable-length byte count, UTF-8.</summary>
    Text = 5,

    /// <summary>4 bytes of byte count, variable-length item count, items.</summary>
    List = 6,

    /// <summary>4 bytes of byte count, variable-length entry count, entries of text and value.</summary>
    Map = 7,
}
