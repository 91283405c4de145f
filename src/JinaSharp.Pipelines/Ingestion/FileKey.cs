using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JinaSharp.Pipelines.Ingestion;

/// <summary>A short name for a path, from which the ids of its chunks are made: 96 bits of its SHA-256.</summary>
internal readonly record struct FileKey(ulong High, uint Low)
{
    public static FileKey Of(string path)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(path), hash);
        return new FileKey(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt32BigEndian(hash[8..]));
    }

    /// <summary>The id of the file's record in the ledger.</summary>
    public string Id => $"{High:x16}{Low:x8}";

    /// <summary>The id of a chunk of the file.</summary>
    public string ChunkId(int index) => $"{High:x16}{Low:x8}-{index}";
}
