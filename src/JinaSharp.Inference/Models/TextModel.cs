using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>A loaded text model: encoder, weights, and what the folder says about its use.</summary>
internal sealed class TextModel : IDisposable
{
    // The reference implementations' own fallback.
    private const int MaxTokensUnlessNamed = 8192;

    private readonly ModelWeights _weights;
    private readonly IAdapterSet _adapters;

    private TextModel(ModelFolder folder, ModelWeights weights, IEncoder encoder, IAdapterSet adapters)
    {
        Folder = folder;
        _weights = weights;
        Encoder = encoder;
        _adapters = adapters;
    }

    public ModelFolder Folder { get; }

    public IEncoder Encoder { get; }

    /// <summary>The classification head of a reranker; null: an embedding model.</summary>
    public ClassificationHead? Head { get; private init; }

    /// <summary>The adapters by the index that a batch uses; empty: none.</summary>
    public IReadOnlyList<string> Adapters => _adapters.Tasks;

    /// <summary>Tasks that the config names and the folder has no adapter for, with the folder that each is looked for in.</summary>
    public IReadOnlyDictionary<string, string> MissingAdapters { get; private init; } = new Dictionary<string, string>();

    /// <summary>What precedes the text of a task.</summary>
    public IReadOnlyDictionary<string, string> Instructions { get; private init; } = new Dictionary<string, string>();

    /// <summary>The sizes that a vector may be cut to; empty: any.</summary>
    public IReadOnlyList<int> MatryoshkaDimensions { get; private init; } = [];

    /// <summary>The length to which texts are cut when nothing else is said.</summary>
    public int DefaultMaxTokens => Math.Min(Folder.MaxSequenceLength ?? MaxTokensUnlessNamed, Encoder.DefaultMaxTokens);

    public IEnumerable<TensorInfo> Tensors => _weights.Tensors.Concat(_adapters.Files.SelectMany(file => file.Tensors.Values));

    public int FileCount => _weights.FileCount + _adapters.Files.Count;

    public long FileByteLength => _weights.ByteLength + _adapters.Files.Sum(file => file.ByteLength);

    public static TextModel Open(string path)
    {
        var folder = ModelFolder.Open(path);
        if (folder.Family is not (ModelFamily.JinaBert or ModelFamily.JinaBertQkNorm or ModelFamily.XlmRobertaLora or ModelFamily.XlmRobertaReranker))
            throw new ModelFormatException($"'{folder.ConfigFile}' describes a model of the family {folder.Family}, which this version cannot run. It runs {ModelFamilies.Supported}.", folder.ConfigFile);
        var weights = ModelWeights.Open(path);
        TextModel? model = null;
        try
        {
            model = folder.Family is ModelFamily.JinaBert or ModelFamily.JinaBertQkNorm ? OpenJinaBert(folder, weights) : OpenXlmRoberta(folder, weights);
            weights.RefuseUnused();
            if (model.Head is null) CheckPooling(folder, model);
            return model;
        }
        catch
        {
            if (model is not null) model.Dispose();
            else weights.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Encoder.Dispose();
        _adapters.Dispose();
        _weights.Dispose();
    }

    /// <summary>The vectors of an embedding model are means of token states; a folder that says otherwise is another model.</summary>
    private static void CheckPooling(ModelFolder folder, TextModel model)
    {
        if (!folder.PoolsPrompt && folder.Prompts.Values.Concat(model.Instructions.Values).Any(prompt => prompt.Length > 0))
            throw new ModelFormatException($"'{folder.Path}' has prompts whose tokens are left out of the pooling (include_prompt in 1_Pooling/config.json), which is not supported.", folder.Path);
        if (folder.PoolingMode is { } pooling && pooling != "mean")
            throw new ModelFormatException($"'{folder.Path}' asks for the pooling '{pooling}' in 1_Pooling/config.json; the models of this family are pooled by 'mean_tokens'.", folder.Path);
        // Modules of a repository's own, which do the work of these three, have other prefixes.
        foreach (var type in folder.Modules)
            if (type.StartsWith("sentence_transformers.", StringComparison.Ordinal) && type[(type.LastIndexOf('.') + 1)..] is not ("Transformer" or "Pooling" or "Normalize"))
                throw new ModelFormatException($"'{folder.Path}' has the module '{type}' in modules.json, which is not supported; Transformer, Pooling and Normalize are.", folder.Path);
    }

    private static TextModel OpenJinaBert(ModelFolder folder, ModelWeights weights)
    {
        var config = JinaBertConfig.Read(folder.Config, folder.ConfigFile);
        var prefix = weights.FindPrefix("embeddings.word_embeddings.weight") ?? "";
        IEncoder encoder = folder.Family == ModelFamily.JinaBert ? new JinaBert(config, weights, prefix) : new JinaBertQkNorm(config, weights, prefix);
        return new TextModel(folder, weights, encoder, new NoAdapters())
        {
            Head = weights.Contains("classifier.weight") || folder.Architecture == "JinaBertForSequenceClassification" ? new ClassificationHead(weights, $"{prefix}pooler.dense", "classifier", config.HiddenSize) : null,
        };
    }

    private static TextModel OpenXlmRoberta(ModelFolder folder, ModelWeights weights)
    {
        var config = XlmRobertaConfig.Read(folder.Config, folder.ConfigFile);
        if (weights.FindPrefix("encoder.layer.0.attention.self.query.weight") is not null)
            throw new ModelFormatException($"'{folder.Path}' holds the weights of a plain XLM-RoBERTa, not of Jina's own. Supported are {ModelFamilies.Supported}.", folder.ConfigFile);
        var names = new XlmRobertaWeights(weights);
        var adapters = OpenAdapters(folder, config, names);
        try
        {
            var encoder = new XlmRobertaFlash(config, names, adapters);
            (adapters as PeftAdapters)?.RefuseUnused();
            return new TextModel(folder, weights, encoder, adapters)
            {
                Head = folder.Family == ModelFamily.XlmRobertaReranker ? new ClassificationHead(weights, "classifier.dense", "classifier.out_proj", config.HiddenSize) : null,
                MissingAdapters = config.LoraAdaptations.Except(adapters.Tasks).ToDictionary(task => task, PeftAdapters.FolderName),
                Instructions = config.TaskInstructions,
                MatryoshkaDimensions = config.MatryoshkaDimensions,
            };
        }
        catch
        {
            adapters.Dispose();
            throw;
        }
    }

    private static IAdapterSet OpenAdapters(ModelFolder folder, XlmRobertaConfig config, XlmRobertaWeights weights) =>
        config.LoraAdaptations.Count == 0 ? new NoAdapters()
        : StackedAdapters.AreIn(weights) ? new StackedAdapters(config, weights)
        : PeftAdapters.Open(folder.Path, config.LoraAdaptations, weights.Prefix);
}
