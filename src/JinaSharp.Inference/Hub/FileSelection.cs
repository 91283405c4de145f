using System.IO.Enumeration;

namespace JinaSharp.Inference.Hub;

/// <summary>Chooses the files of a model that an engine can use.</summary>
internal static class FileSelection
{
    private static readonly string[] Weights = ["*.safetensors"];
    private static readonly string[] Useful = ["*.json", "vocab.txt", "merges.txt", "artifact.metadata", "LICENSE*", .. Weights];

    // Exports for other engines repeat the configuration and the tokenizer.
    private static readonly string[] OtherEngines = ["onnx", "openvino", "coreml", "gguf"];

    /// <summary>The useful files, and those that a pattern names; by path.</summary>
    /// <exception cref="JinaException">A chosen path is dangerous, or there are no weights, or a pattern matches nothing.</exception>
    public static IReadOnlyList<HubFile> Select(HubModelId model, HubListing listing, IReadOnlyList<string> include)
    {
        var chosen = listing.Files
            .Where(file => (!OtherEngines.Contains(file.Path.Split('/')[0]) && Useful.Any(pattern => Matches(pattern, file.Path))) || include.Any(pattern => Matches(pattern, file.Path)))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
        foreach (var pattern in include)
            if (!listing.Files.Any(file => Matches(pattern, file.Path)))
                throw new JinaException($"No file of {model} matches '{pattern}'. It has: {Describe(listing.Files)}.") { Code = HubErrors.NotFoundCode };
        foreach (var file in chosen)
            if (HubPath.Problem(file.Path) is { } problem)
                throw new JinaException($"{model} lists a file '{file.Path}', which is refused: {problem}. Nothing was downloaded.") { Code = HubErrors.UnsafeCode };
        // On many systems names differ by more than case, or not at all; a file may not be the folder of another either.
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in chosen)
            if (!names.Add(file.Path))
                throw new JinaException($"{model} lists '{file.Path}' twice, or in two spellings. Nothing was downloaded.") { Code = HubErrors.UnsafeCode };
        foreach (var file in chosen)
            for (var slash = file.Path.LastIndexOf('/'); slash > 0; slash = file.Path.LastIndexOf('/', slash - 1))
                if (names.Contains(file.Path[..slash]))
                    throw new JinaException($"{model} lists '{file.Path[..slash]}' both as a file and as a folder. Nothing was downloaded.") { Code = HubErrors.UnsafeCode };
        if (!chosen.Any(file => Weights.Any(pattern => Matches(pattern, file.Path))) && include.Count == 0)
            throw new JinaException($"{model} has no *.safetensors weights, the only kind that is loaded. It has: {Describe(listing.Files)}. Name files to download them all the same (--include).") { Code = HubErrors.NotFoundCode };
        return chosen;
    }

    private static bool Matches(string pattern, string path) =>
        FileSystemName.MatchesSimpleExpression(pattern, pattern.Contains('/', StringComparison.Ordinal) ? path : path[(path.LastIndexOf('/') + 1)..], ignoreCase: false);

    private static string Describe(IReadOnlyList<HubFile> files) =>
        files.Count == 0 ? "no files" : string.Join(", ", files.Take(10).Select(file => file.Path)) + (files.Count > 10 ? $" and {files.Count - 10} more" : "");
}
