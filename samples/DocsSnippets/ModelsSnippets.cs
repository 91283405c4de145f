namespace DocsSnippets;

/// <summary>The code of docs/models.md.</summary>
internal static class ModelsSnippets
{
    public static async Task Pulling()
    {
        using var hub = new ModelHub(ModelHubOptions.FromEnvironment());
        var model = await hub.PullAsync("jinaai/jina-embeddings-v2-small-en");
        string? folder = ModelLocator.Find("jina-embeddings-v2-small-en"); // never downloads
    }
}
