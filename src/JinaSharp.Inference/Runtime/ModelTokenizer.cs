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

    /// <summary>Refuses what the model cannot take before it joins a batch with the texts of other calls.</summary>
    public static void Check(TokenBuffer tokens, TextModel model, int maxTokens, string what)
    {
        if (tokens.Count == 0)
            throw new JinaException($"{what} has no tokens, and this model's tokenizer adds none. Leave empty texts out.") { Code = "input_empty" };
        if (tokens.Count > maxTokens)
            throw new JinaException($"{what} has {tokens.Count} tokens, and the context is {maxTokens}. Ask for truncation (Truncate, --truncate) to cut it, or split it into chunks.") { Code = "input_too_long" };
        foreach (var id in tokens.Ids)
            if ((uint)id >= (uint)model.Encoder.VocabularySize)
                throw new ModelFormatException($"'{model.Folder.TokenizerFile}' gives the token id {id}; the model's table has {model.Encoder.VocabularySize} rows. They are from different models.", model.Folder.TokenizerFile);
        foreach (var type in tokens.TypeIds)
            if ((uint)type >= (uint)model.Encoder.TypeCount)
                throw new ModelFormatException($"'{model.Folder.TokenizerFile}' gives the token type {type}; the model knows {model.Encoder.TypeCount}. They are from different models.", model.Folder.TokenizerFile);
    }
}
