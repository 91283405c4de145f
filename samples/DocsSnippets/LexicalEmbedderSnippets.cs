namespace DocsSnippets;

/// <summary>The code of docs/lexical-embedder.md.</summary>
internal static class LexicalEmbedderSnippets
{
    public static async Task Lexical()
    {
        using var generator = new LexicalEmbeddingGenerator();              // 1024 dimensions; 64 to 4096 can be asked for
        var vector = await generator.GenerateVectorAsync("Straßenbahn fahren");
    }
}
