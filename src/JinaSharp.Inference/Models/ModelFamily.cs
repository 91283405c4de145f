namespace JinaSharp.Inference.Models;

/// <summary>The architectures of the published models.</summary>
internal enum ModelFamily
{
    /// <summary>jina-embeddings-v2 small and base, jina-reranker-v1.</summary>
    JinaBert,

    /// <summary>jina-embeddings-v2-base-code.</summary>
    JinaBertQkNorm,

    /// <summary>jina-embeddings-v3: rotary positions and task adapters.</summary>
    XlmRobertaLora,

    /// <summary>jina-reranker-v2: absolute positions and a classification head.</summary>
    XlmRobertaReranker,

    /// <summary>jina-colbert-v2: rotary positions and one vector a token.</summary>
    ColBert,

    /// <summary>jina-clip-v1 and v2.</summary>
    Clip,

    /// <summary>jina-embeddings-v5-text-nano.</summary>
    EuroBert,

    /// <summary>jina-embeddings-v5-text-small.</summary>
    Qwen3Embedding,

    /// <summary>jina-code-embeddings.</summary>
    Qwen2Embedding,

    /// <summary>jina-reranker-v3.</summary>
    ListwiseReranker,

    /// <summary>jina-embeddings-v4.</summary>
    Qwen25VisionEmbedding,

    /// <summary>jina-reranker-m0.</summary>
    VisionReranker,
}
