using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>One item of <c>input</c>: a bare string, an object of one member, or a fused <c>content</c> group.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Value">The text, URL or base64; empty for a group.</param>
/// <param name="Parts">The members of a group.</param>
[JsonConverter(typeof(InputItemConverter))]
internal readonly record struct InputItem(InputKind Kind, string Value, IReadOnlyList<InputItem>? Parts = null)
{
    public static string WireName(InputKind kind) => kind switch
    {
        InputKind.Image => "image",
        InputKind.Pdf => "pdf",
        InputKind.Audio => "audio",
        InputKind.Video => "video",
        InputKind.Content => "content",
        _ => "text",
    };
}
