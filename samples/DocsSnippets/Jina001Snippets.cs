namespace DocsSnippets;

/// <summary>The code of docs/experimental/JINA001.md.</summary>
internal static class Jina001Snippets
{
    public static async Task DeepSearch(JinaClient client)
    {
#pragma warning disable JINA001
        var answer = await client.DeepSearch.AskAsync("Which kettles descale themselves?");
#pragma warning restore JINA001
    }
}
