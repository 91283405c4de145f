using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace JinaSharp.Inference.Hub;

/// <summary>The hash that a hub published for a file, computed as the content passes by.</summary>
internal sealed class ContentHash : IDisposable
{
    private readonly IncrementalHash? _hash;
    private readonly string? _expected;

    public ContentHash(HubFile file, long size)
    {
        if (file.Sha256 is not null)
        {
            (_hash, _expected) = (IncrementalHash.CreateHash(HashAlgorithmName.SHA256), file.Sha256);
        }
        else if (file.GitBlobId is not null)
        {
            // A blob's id is the SHA-1 of its kind, its size and its content (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
            (_hash, _expected) = (IncrementalHash.CreateHash(HashAlgorithmName.SHA1), file.GitBlobId);
            _hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {size}\0")));
        }
    }

    public void Append(ReadOnlySpan<byte> content) => _hash?.AppendData(content);

    /// <summary>Whether all that was appended is what the hub promised; true where it promised nothing.</summary>
    public bool Matches() => _hash is null || Convert.ToHexStringLower(_hash.GetCurrentHash()) == _expected;

    public void Dispose() => _hash?.Dispose();
}
