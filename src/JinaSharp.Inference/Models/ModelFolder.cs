using System.Text.Json;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>The JSON files of a model folder in the Hugging Face layout: what they say about the model besides its weights.</summary>
internal sealed class ModelFolder
{
    private ModelFolder(string path, JsonElement config)
    {
        Path = path;
        Config = config;
        ConfigFile = System.IO.Path.Combine(path, "config.json");
        Family = ModelFamilies.Detect(config, ConfigFile);
        Architecture = new ConfigFields(config, ConfigFile).OptionalTexts("architectures") is [var first, ..] ? first : null;
    }

    public string Path { get; }

    public string ConfigFile { get; }

    public JsonElement Config { get; }

    public ModelFamily Family { get; }

    /// <summary>The first of the architectures in the config; null: none.</summary>
    public string? Architecture { get; }

    /// <summary>What the folder's name says, without a trailing separator.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    public string TokenizerFile => System.IO.Path.Combine(Path, "tokenizer.json");

    /// <summary>The prompts by name, from <c>config_sentence_transformers.json</c>.</summary>
    public required IReadOnlyDictionary<string, string> Prompts { get; init; }

    /// <summary>The name of the prompt that goes before texts where none is asked for, as sentence-transformers has it; null: none.</summary>
    public required string? DefaultPromptName { get; init; }

    /// <summary>The prompt of that name; empty: none.</summary>
    public string DefaultPrompt => DefaultPromptName is null ? "" : Prompts[DefaultPromptName];

    /// <summary>Whether the tokens of a prompt count in the mean.</summary>
    public required bool PoolsPrompt { get; init; }

    /// <summary>The pooling that <c>1_Pooling/config.json</c> asks for, <c>mean</c> or another name of the file; null where it asks for none.</summary>
    public required string? PoolingMode { get; init; }

    /// <summary>The types that <c>modules.json</c> lists; empty where the file is absent.</summary>
    public required IReadOnlyList<string> Modules { get; init; }

    /// <summary>Whether a normalisation is among the modules.</summary>
    public bool Normalizes => Modules.Any(type => type.EndsWith(".Normalize", StringComparison.Ordinal));

    /// <summary>The length limit of <c>sentence_bert_config.json</c>, else of <c>tokenizer_config.json</c>, where they name a sensible one.</summary>
    public required int? MaxSequenceLength { get; init; }

    public static ModelFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
            throw new ModelFormatException(File.Exists(path)
                ? $"'{path}' is a file; expected the folder of a model, with config.json and weights in it."
                : $"There is no folder '{path}'. Expected the folder of a downloaded model; 'jina models pull' downloads one and prints its folder.", path);
        var configFile = System.IO.Path.Combine(path, "config.json");
        if (!File.Exists(configFile))
            throw new ModelFormatException($"'{path}' is not a model folder: it has no config.json. Expected config.json, model.safetensors and tokenizer.json, as in a model's repository on the hub.", configFile);
        RefusePointer(configFile);
        RefusePointer(System.IO.Path.Combine(path, "tokenizer.json"));
        try
        {
            return Read(path, configFile);
        }
        catch (InvalidOperationException e)
        {
            // JsonElement reports text that is not valid Unicode this way.
            throw new ModelFormatException($"A JSON file of '{path}' holds text that is not valid Unicode.", configFile, null, e);
        }
    }

    private static ModelFolder Read(string path, string configFile)
    {
        using var config = JsonFile.Open(configFile);
        using var sentence = Optional(path, "config_sentence_transformers.json");
        using var pooling = Optional(path, System.IO.Path.Combine("1_Pooling", "config.json"));
        using var limits = Optional(path, "sentence_bert_config.json");
        using var tokenizer = Optional(path, "tokenizer_config.json");
        var sentenceFields = sentence is null ? (ConfigFields?)null : new ConfigFields(sentence.RootElement, "config_sentence_transformers.json");
        var poolingFields = pooling is null ? (ConfigFields?)null : new ConfigFields(pooling.RootElement, "1_Pooling/config.json");
        var prompts = sentenceFields?.OptionalTextMap("prompts") ?? new Dictionary<string, string>();
        var defaultPrompt = sentenceFields?.OptionalText("default_prompt_name");
        if (defaultPrompt is not null && !prompts.ContainsKey(defaultPrompt))
            throw sentenceFields!.Value.Bad($"has the default prompt '{defaultPrompt}', which is not among its prompts{(prompts.Count > 0 ? $": {string.Join(", ", prompts.Keys)}" : "")}");
        return new ModelFolder(path, config.RootElement.Clone())
        {
            Prompts = prompts,
            DefaultPromptName = defaultPrompt,
            PoolingMode = poolingFields is null ? null : Pooling(poolingFields.Value),
            PoolsPrompt = poolingFields?.OptionalFlag("include_prompt") ?? true,
            Modules = ModuleTypes(path),
            MaxSequenceLength = Limit(limits, "max_seq_length") ?? Limit(tokenizer, "model_max_length"),
        };
    }

    private static JsonDocument? Optional(string path, string name) => JsonFile.OpenIfPresent(System.IO.Path.Combine(path, name));

    private static string? Pooling(ConfigFields fields)
    {
        const string Flag = "pooling_mode_";
        string[] modes = [.. fields.Root.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.True && field.Name.StartsWith(Flag, StringComparison.Ordinal)).Select(field => field.Name[Flag.Length..])];
        return modes switch
        {
            [] => null,
            ["mean_tokens"] => "mean",
            [var mode] => mode,
            _ => throw fields.Bad($"asks for several kinds of pooling at once, {string.Join(" and ", modes)}, which is not supported"),
        };
    }

    private static string[] ModuleTypes(string path)
    {
        var file = System.IO.Path.Combine(path, "modules.json");
        if (!File.Exists(file)) return [];
        if (new FileInfo(file).Length > JsonFile.DefaultMaxBytes) throw new ModelFormatException($"'{file}' is too large to be a list of modules.", file);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            if (document.RootElement.ValueKind != JsonValueKind.Array) throw new ModelFormatException($"'{file}' is not a JSON list.", file);
            return [.. document.RootElement.EnumerateArray().Where(module => module.ValueKind == JsonValueKind.Object).Select(module => new ConfigFields(module, file).OptionalText("type")).OfType<string>()];
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"'{file}' is not valid JSON: {e.Message}", file, null, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"'{file}' cannot be read: {e.Message}", file, null, e);
        }
    }

    /// <summary>Published files write 10^30 or 2^31 for "no limit".</summary>
    private static int? Limit(JsonDocument? document, string name) =>
        document is not null && document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var number) && number is >= 1 and <= 1 << 24 ? (int)number : null;

    private static void RefusePointer(string file)
    {
        if (!File.Exists(file)) return;
        Span<byte> start = stackalloc byte[23];
        using var stream = File.OpenRead(file);
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("version https://git-lfs"u8))
            throw new ModelFormatException($"'{file}' is a Git LFS pointer, not the file itself. Run 'git lfs pull' in the folder.", file);
    }
}
