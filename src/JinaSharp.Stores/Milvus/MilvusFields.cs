namespace JinaSharp.Stores.Milvus;

/// <summary>The columns of a collection that this store makes.</summary>
internal static class MilvusFields
{
    public const string Id = "id";
    public const string Text = "text";
    public const string Payload = "payload";

    /// <summary>What filters need that the payload column cannot answer: the paths that exist, and the contents of lists.</summary>
    public const string Lookup = "lookup";

    /// <summary>A tiny vector, as a collection whose only vectors are multi-vectors cannot take rows.</summary>
    public const string Pad = "pad";

    /// <summary>The column of our unnamed vector.</summary>
    public const string UnnamedVector = "vector";

    /// <summary>The vector in the structs of a multi-vector.</summary>
    public const string Row = "row";

    /// <summary>The name that search answers give to the score.</summary>
    public const string Distance = "distance";

    /// <summary>The most bytes of a text or id.</summary>
    public const int MaxTextBytes = 65535;

    public static string ToServer(string vector) => vector == VectorDefinition.DefaultName ? UnnamedVector : vector;

    public static string FromServer(string field, bool hasUnnamed) => hasUnnamed && field == UnnamedVector ? VectorDefinition.DefaultName : field;
}
