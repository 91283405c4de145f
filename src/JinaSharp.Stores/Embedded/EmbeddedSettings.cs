using JinaSharp.Stores.Validation;

namespace JinaSharp.Stores.Embedded;

/// <summary>The settings <c>embedded.*</c> among the properties of definitions and queries: known ones are read, others refused.</summary>
internal static class EmbeddedSettings
{
    private const string IndexRowsName = "index_rows";

    private const int DefaultIndexRows = 200_000;

    /// <summary>The least rows of a segment that gets inverted lists: <c>embedded.index_rows</c>, or 200,000.</summary>
    public static long IndexRows(VectorCollectionDefinition definition) => Collection(definition).GetInteger(IndexRowsName) ?? DefaultIndexRows;

    public static void RequireDefinition(VectorCollectionDefinition definition)
    {
        if (Collection(definition).GetInteger(IndexRowsName) is < 1 and var rows)
            throw new VectorStoreException($"Setting 'embedded.{IndexRowsName}' is {rows}; expected at least 1.") { Store = EmbeddedStore.StoreName, Code = "invalid_setting" };
        foreach (var vector in definition.Vectors) _ = new StoreSettings(EmbeddedStore.StoreName, vector.AdditionalProperties, [], "a vector");
    }

    public static void RequireQuery(SearchQuery query) => _ = new StoreSettings(EmbeddedStore.StoreName, query.AdditionalProperties, [], "a query");

    private static StoreSettings Collection(VectorCollectionDefinition definition) =>
        new(EmbeddedStore.StoreName, definition.AdditionalProperties, [IndexRowsName], "a collection");
}
