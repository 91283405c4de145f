using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JinaSharp.Stores.Qdrant;

/// <summary>Ids of records as ids of points: Qdrant's own forms (UUID, unsigned integer) stay, every other text becomes its UUID of version 5.</summary>
internal static class QdrantId
{
    /// <summary>The namespace of the UUIDs; it never changes, as points are found by it.</summary>
    public static readonly Guid Namespace = new("4b1c6e0a-7d53-5a0e-8f0c-2a6f5e9d1c37");

    /// <summary>Whether the point's id is the record's id, so that no original need be kept.</summary>
    public static bool IsNative(string id) => IsInteger(id, out _) || IsUuid(id);

    public static void Write(Utf8JsonWriter json, string id)
    {
        if (IsInteger(id, out var number)) json.WriteNumberValue(number);
        else json.WriteStringValue(IsUuid(id) ? id : ToUuid(id).ToString("D"));
    }

    /// <summary>Reads the id of a point as it would be without a kept original.</summary>
    public static string Read(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString()!;

    /// <summary>The UUID of version 5 (RFC 9562, section 5.5) of a text.</summary>
    public static Guid ToUuid(string id) => ToUuid(Namespace, id);

    /// <summary>The UUID of version 5 of a text in any namespace.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "Version 5 is defined by SHA-1; it names, it does not protect.")]
    public static Guid ToUuid(Guid space, string id)
    {
        var name = Encoding.UTF8.GetBytes(id);
        var input = new byte[16 + name.Length];
        space.TryWriteBytes(input, bigEndian: true, out _);
        name.CopyTo(input, 16);
        var hash = SHA1.HashData(input).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    private static bool IsInteger(string id, out ulong number) =>
        ulong.TryParse(id, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number) && (id.Length == 1 || id[0] != '0');

    private static bool IsUuid(string id) => id.Length == 36 && Guid.TryParseExact(id, "D", out var uuid) && uuid.ToString("D") == id;
}
