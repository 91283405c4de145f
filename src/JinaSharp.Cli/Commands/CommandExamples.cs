namespace JinaSharp.Cli.Commands;

/// <summary>What a command looks like when it is used; shown by its help, and where something it needs is missing.</summary>
internal static class CommandExamples
{
    public static IReadOnlyList<string> Of(string command) => command switch
    {
        "embed" =>
        [
            "jina embed \"a red bicycle\" --json",
            "jina embed --task retrieval.passage --dimensions 256 < lines.txt",
            "jina embed --local \"no network\"",
            "jina embed --base-url http://localhost:8089 \"a server of your own\"",
        ],
        "rerank" =>
        [
            "cat docs.txt | jina rerank \"red bicycle\" --top-n 3",
            "jina search \"descaling a kettle\" | jina rerank \"vinegar or citric acid?\"",
            "jina rerank \"red bicycle\" --local < docs.txt",
        ],
        "read" =>
        [
            "jina read https://example.org",
            "jina read https://example.org --links --json",
            "cat addresses.txt | jina read -o pages.md",
            "jina read page.html manual.pdf",
        ],
        "search" =>
        [
            "jina search \"harbour tram\"",
            "jina search \"late chunking\" --arxiv --time y -n 5 --json",
            "jina search \"reranker\" --blog",
            "jina search \"tram\" --images",
        ],
        "ground" => ["jina ground \"Water boils at 100 degrees at sea level.\" --site wikipedia.org"],
        "classify" =>
        [
            "jina classify \"great phone\" --labels praise,complaint",
            "cat reviews.txt | jina classify --labels praise --labels complaint --scores",
            "jina classify \"the kettle leaks\" --labels kettle,bicycle --local",
        ],
        "segment" => ["jina segment --max-chunk-length 400 < chapter.txt", "jina segment --count < chapter.txt"],
        "dedup" => ["jina dedup < lines.txt", "jina dedup -k 10 < lines.txt", "jina dedup --local --threshold 0.95 < lines.txt"],
        "screenshot" => ["jina screenshot https://example.org", "jina screenshot https://example.org --full-page -o page.png"],
        "grep" =>
        [
            "jina grep -r \"memory leak\" src/",
            "grep -rn error src/ | jina grep \"error handling\" --top-k 5",
            "jina grep -rl \"retry with backoff\" --include \"*.cs\" .",
            "jina grep -e bug -e feature -e docs notes.txt",
        ],
        "index" => ["jina index docs/ --include \"*.md\""],
        "query" => ["jina query \"how do I rotate the keys\" --top 5"],
        "models" => ["jina models list", "jina models pull jinaai/jina-embeddings-v2-small-en"],
        "fake-server" => ["jina fake-server --port 9000 --faults 0.1"],
        _ => [],
    };
}
