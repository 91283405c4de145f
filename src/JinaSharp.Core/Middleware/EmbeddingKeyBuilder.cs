using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JinaSharp.Embeddings;
using Microsoft.Extensions.AI;

namespace JinaSharp.Middleware;

/// <summary>Makes cache keys: what changes a vector is in the key, and nothing else.</summary>
internal static class EmbeddingKeyBuilder
{
    private static readonly string[] OwnProperties = ["task", "late_chunking", "truncate", "normalized", "embedding_type", "return_multivector"];

    /// <summary>The keys of the inputs of a call; null where an option or an input has no form that could be compared.</summary>
    public static EmbeddingCacheKey[]? Build<TInput>(
        string prefix, string embeddingType, EmbeddingProfile profile, EmbeddingCall call, EmbeddingGenerationOptions? options, IReadOnlyList<TInput> inputs)
    {
        if (options?.RawRepresentationFactory is not null || DescribeCall(prefix, embeddingType, profile, call, options) is not { } description) return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> start = stackalloc byte[32];
        hash.AppendData(Encoding.UTF8.GetBytes(description));
        if (call.LateChunking is true)
        {
            // A late-chunked vector depends on the whole group.
            foreach (var input in inputs)
                if (!Append(hash, input)) return null;
        }
        hash.GetHashAndReset(start);

        var keys = new EmbeddingCacheKey[inputs.Count];
        Span<byte> digest = stackalloc byte[32];
        Span<byte> position = stackalloc byte[4];
        for (var i = 0; i < keys.Length; i++)
        {
            hash.AppendData(start);
            if (call.LateChunking is true)
            {
                BinaryPrimitives.WriteInt32LittleEndian(position, i);
                hash.AppendData(position);
            }
            if (!Append(hash, inputs[i])) return null;
            hash.GetHashAndReset(digest);
            keys[i] = EmbeddingCacheKey.FromBytes(digest);
        }
        return keys;
    }

    private static string? DescribeCall(string prefix, string embeddingType, EmbeddingProfile profile, EmbeddingCall call, EmbeddingGenerationOptions? options)
    {
        // Lengths before free texts: no two calls share a description.
        var builder = new StringBuilder();
        builder.Append(CultureInfo.InvariantCulture, $"{prefix.Length}:{prefix}\n{embeddingType}\n{profile.Key}\n{call.Task}\n{call.Truncate}\n{call.LateChunking is true}\n");
        foreach (var (name, value) in (options?.AdditionalProperties ?? []).OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            if (OwnProperties.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            var text = value switch
            {
                null => "null",
                string s => "s" + s,
                bool or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => "n" + ((IConvertible)value).ToString(CultureInfo.InvariantCulture),
                JsonElement element => "j" + element.GetRawText(),
                _ => null,
            };
            if (text is null) return null;
            builder.Append(CultureInfo.InvariantCulture, $"{name.Length}:{name}={text.Length}:{text}\n");
        }
        return builder.ToString();
    }

    private static bool Append<TInput>(IncrementalHash hash, TInput input)
    {
        switch (input)
        {
            case string text:
                AppendPart(hash, 1, MemoryMarshal.AsBytes(text.AsSpan()));
                return true;
            case TextContent text:
                AppendPart(hash, 1, MemoryMarshal.AsBytes(text.Text.AsSpan()));
                return true;
            case DataContent data:
                AppendPart(hash, 2, Encoding.UTF8.GetBytes(data.MediaType));
                AppendPart(hash, 3, data.Data.Span);
                return true;
            default:
                // What an address leads to may change, and other contents are unknown.
                return false;
        }
    }

    private static void AppendPart(IncrementalHash hash, byte kind, ReadOnlySpan<byte> bytes)
    {
        Span<byte> header = stackalloc byte[5];
        header[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], bytes.Length);
        hash.AppendData(header);
        hash.AppendData(bytes);
    }
}
