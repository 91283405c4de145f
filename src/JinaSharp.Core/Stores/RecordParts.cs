namespace JinaSharp;

/// <summary>Which parts of a record a read returns; the id always comes.</summary>
[Flags]
public enum RecordParts
{
    /// <summary>Only the id.</summary>
    None = 0,

    /// <summary>The text.</summary>
    Text = 1,

    /// <summary>The payload.</summary>
    Payload = 2,

    /// <summary>The vectors.</summary>
    Vectors = 4,

    /// <summary>Text and payload.</summary>
    Default = Text | Payload,

    /// <summary>Everything.</summary>
    All = Text | Payload | Vectors,
}
