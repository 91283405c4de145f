namespace JinaSharp.Stores.Embedded.Storage;

/// <summary>What a section of a segment file holds. The numbers are part of the format.</summary>
internal enum SectionKind
{
    /// <summary>Where each row's id, text and payload start in <see cref="BlobData"/>: 8 bytes a row and one more.</summary>
    BlobOffsets = 1,

    /// <summary>Ids, texts and payloads.</summary>
    BlobData = 2,

    /// <summary>The table of ids: 8 bytes a slot.</summary>
    IdSlots = 3,

    /// <summary>One byte a row: whether it has the vector.</summary>
    Present = 4,

    /// <summary>Dense or binary rows.</summary>
    Rows = 5,

    /// <summary>One float a row, see <see cref="Columns.VectorColumn.Factors"/>.</summary>
    Factors = 6,

    /// <summary>Signs of vectors as they are: version 1 of the format. Not read any more.</summary>
    PlainCodes = 7,

    /// <summary>Where each row's multi- or sparse vector starts in <see cref="VariableData"/>.</summary>
    VariableOffsets = 8,

    /// <summary>Multi- or sparse vectors.</summary>
    VariableData = 9,

    /// <summary>Terms or positions, ascending: 8 bytes each.</summary>
    Terms = 10,

    /// <summary>Where each term's postings start, in postings: 8 bytes a term and one more.</summary>
    TermOffsets = 11,

    /// <summary>Rows of postings: 4 bytes each.</summary>
    PostingRows = 12,

    /// <summary>Values of postings: 4 bytes each.</summary>
    PostingValues = 13,

    /// <summary>The number of words of each text: 4 bytes a row.</summary>
    WordCounts = 14,

    /// <summary>Centres of inverted lists, as floats.</summary>
    ListCentres = 15,

    /// <summary>Where each inverted list starts: 4 bytes a list and one more. Places are rows, which lie one after another, or places in <see cref="ListRows"/> where there is that.</summary>
    ListOffsets = 16,

    /// <summary>How many lists to look into, how many candidates to compare in full (4 bytes each), the recall measured with that (a float), how many rows to compare by whole codes (4 bytes), and the gap (a float), see <see cref="Index.ListSettings"/>.</summary>
    ListSettings = 17,

    /// <summary>The first bits of the sign codes, see <see cref="Columns.VectorLayout.FrontBytes"/>.</summary>
    FrontCodes = 18,

    /// <summary>The other bits of the sign codes, where there are any.</summary>
    RestCodes = 19,

    /// <summary>The rows that have the vector, list by list: 4 bytes each. Missing for the vector in whose order the rows lie.</summary>
    ListRows = 20,

    /// <summary>The first bits of the sign codes in the order of <see cref="ListRows"/>.</summary>
    ListCodes = 21,
}
