namespace JinaSharp.Inference.Verification;

/// <summary>What a published output is.</summary>
internal enum ReferenceKind
{
    /// <summary>The first values of a text's unit vector.</summary>
    First,

    /// <summary>A text's whole vector, not normalised; compared by cosine.</summary>
    Cosine,

    /// <summary>The sum of a text's unit vector.</summary>
    Sum,

    /// <summary>The first and the last three values of a token's state.</summary>
    State,

    /// <summary>Values of the states of tokens 1 to 3, from the second on.</summary>
    States,

    /// <summary>Values 1 to 3 of the states of tokens 1 to 3 of given ids, whose token 0 no other attends to.</summary>
    MaskedStates,

    /// <summary>The cosine of the vectors of two texts.</summary>
    Similarity,

    /// <summary>As <see cref="Similarity"/>, of texts that were filled up to the longest of their batch: the padding was attended to and averaged in.</summary>
    PaddedSimilarity,

    /// <summary>The cosine of a text's vector with that of a part of a document, by late chunking.</summary>
    LateSimilarity,

    /// <summary>A reranker's logit.</summary>
    Logit,

    /// <summary>A reranker's score.</summary>
    Score,
}
