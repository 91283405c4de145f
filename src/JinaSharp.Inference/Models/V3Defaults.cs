namespace JinaSharp.Inference.Models;

/// <summary>What every published jina-embeddings-v3 has, for configs that leave it out.</summary>
internal static class V3Defaults
{
    public const double RotaryBase = 20000;

    public static IReadOnlyList<string> Tasks { get; } = ["retrieval.query", "retrieval.passage", "separation", "classification", "text-matching"];

    public static IReadOnlyDictionary<string, string> Instructions { get; } = new Dictionary<string, string>
    {
        ["retrieval.query"] = "Represent the query for retrieving evidence documents: ",
        ["retrieval.passage"] = "Represent the document for retrieval: ",
        ["separation"] = "",
        ["classification"] = "",
        ["text-matching"] = "",
    };

    public static IReadOnlyList<int> MatryoshkaDimensions { get; } = [32, 64, 128, 256, 512, 768, 1024];
}
