namespace JinaSharp;

/// <summary>What a store can do beyond storing one dense vector a record and finding the nearest.</summary>
[Flags]
public enum VectorStoreFeatures
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary>Several vectors a record, by name.</summary>
    NamedVectors = 1 << 0,

    /// <summary>Multi-vectors compared by MaxSim.</summary>
    MultiVectors = 1 << 1,

    /// <summary>Sparse vectors.</summary>
    SparseVectors = 1 << 2,

    /// <summary>Binary vectors.</summary>
    BinaryVectors = 1 << 3,

    /// <summary>Keyword search over the text (BM25).</summary>
    KeywordSearch = 1 << 4,

    /// <summary>Several searches fused into one ranking.</summary>
    HybridSearch = 1 << 5,

    /// <summary>Results grouped by a payload field.</summary>
    Grouping = 1 << 6,

    /// <summary>A cheap first search whose candidates are scored again in full.</summary>
    CoarseToFine = 1 << 7,

    /// <summary>Payload values nested in maps and lists.</summary>
    NestedPayload = 1 << 8,

    /// <summary>Filters that compare texts by order.</summary>
    StringOrderFilters = 1 << 9,

    /// <summary>Filters on a part of a text.</summary>
    StringMatchFilters = 1 << 10,

    /// <summary>Indexes over payload fields made by the caller.</summary>
    PayloadIndexes = 1 << 11,

    /// <summary>Second names for collections.</summary>
    Aliases = 1 << 12,

    /// <summary>Records that lack some of the collection's vectors.</summary>
    PartialVectors = 1 << 13,
}
