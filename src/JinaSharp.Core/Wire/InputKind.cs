namespace JinaSharp.Wire;

/// <summary>What an item of <c>input</c> holds; the wire name of its only member is in <see cref="InputItem.WireName"/>.</summary>
internal enum InputKind
{
    PlainText,
    Text,
    Image,
    Pdf,
    Audio,
    Video,
    Content,
}
