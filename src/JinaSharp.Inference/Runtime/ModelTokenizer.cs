using JinaSharp.Inference.Models;

namespace JinaSharp.Inference.Runtime;

/// <summary>What a model asks of its tokenizer.</summary>
internal static class ModelTokenizer
{
    public static Tokenizer Load(TextModel model)
    {
        if (!File.Exists(model.Folder.TokenizerFile))
            throw new ModelFormatException($"'{model.Folder.Path}' has no tokenizer.json. Is the download complete?", model.Folder.TokenizerFile);
        var tokenizer = Tokenizer.Load(model.Folder.TokenizerFile);
        // Tables are often a little larger than the vocabulary; smaller ones would be read past their end.
        if (tokenizer.LargestTokenId >= model.Encoder.VocabularySize)
            throw new ModelFormatException(
                $"'{model.Folder.TokenizerFile}' has token ids up to {tokenizer.LargestTokenId}; the model's table has {model.Encoder.VocabularySize} rows. They are from different models.",
                model.Folder.TokenizerFile);
        return tokenizer;
    }

    public static int MaxTokens(TextModel model, int? asked, string parameter)
    {
        if (asked is not { } tokens) return model.DefaultMaxTokens;
        if (tokens < 8 || tokens > model.Encoder.MaxTokens)
            throw new ArgumentOutOfRangeException(parameter, $"MaxTokens must be from 8 to {model.Encoder.MaxTokens} for this model; found {tokens}.");
        return tokens;
    }

    public static void CheckLength(int tokens, int maxTokens, string what)
    {
        if (tokens > maxTokens)
            throw new JinaException($"{what} has {tokens} tokens, and the context is {maxTokens}. Set Truncate to cut it, or split it into chunks.") { Code = "input_too_long" };
    }
}
