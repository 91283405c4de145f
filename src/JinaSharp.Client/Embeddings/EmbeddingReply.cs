using JinaSharp.Wire;

namespace JinaSharp.Client.Embeddings;

/// <summary>A decoded answer of <c>/v1/embeddings</c>.</summary>
internal sealed class EmbeddingReply
{
    public string? Model { get; set; }

    public WireUsage? Usage { get; set; }

    public List<EmbeddingReplyItem> Items { get; } = [];
}
