namespace DocsSnippets;

/// <summary>The code of docs/caching.md.</summary>
internal static class CachingSnippets
{
    public static async Task Caching(IEmbeddingGenerator<string, Embedding<float>> generator, string[] texts)
    {
        using var cache = new DiskEmbeddingCache(".jina/cache");       // or new MemoryEmbeddingCache()
        using var cached = new CachingEmbeddingGenerator<string, Embedding<float>>(generator, cache);
        var results = await cached.GenerateAsync(texts);
        long found = results.Usage!.AdditionalCounts!["cached_items"]; // cost nothing; the token counts are those of the rest
    }
}
