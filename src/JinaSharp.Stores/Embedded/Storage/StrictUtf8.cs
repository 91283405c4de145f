using System.Text;

namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>UTF-8 that refuses what it cannot keep, instead of writing a replacement character.</summary>
internal static class StrictUtf8
{
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
