namespace DocsSnippets;

/// <summary>The code of src/JinaSharp.Client/README.md.</summary>
internal static class ClientReadmeSnippets
{
    public static async Task ClientReadme(string apiKey)
    {
        using var client = new JinaClient(apiKey);
        var embeddings = await client.GenerateAsync(["red bicycle", "blue kettle"]);
    }
}
