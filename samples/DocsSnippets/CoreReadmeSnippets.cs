namespace DocsSnippets;

/// <summary>The code of src/JinaSharp.Core/README.md.</summary>
internal static class CoreReadmeSnippets
{
    public static async Task CoreReadme()
    {
        using var generator = new LexicalEmbeddingGenerator();
        using var function = new JinaEmbeddingFunction(generator);
        var documents = await function.EncodeDocumentsAsync(["The cat sat on the mat.", "Stocks fell on Monday."]);
        var query = (await function.EncodeQueriesAsync(["sitting cats"]))[0];
        foreach (var document in documents)
            Console.WriteLine(VectorMath.Dot(query.Vector.Span, document.Vector.Span));
    }
}
