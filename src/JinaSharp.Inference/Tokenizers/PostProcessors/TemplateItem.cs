namespace JinaSharp.Inference.Tokenizers.PostProcessors;

/// <summary>One place of a template: sequence 0 or 1, or (sequence -1) special tokens.</summary>
internal readonly record struct TemplateItem(int Sequence, int TypeId, int[] SpecialIds, string[] SpecialTokens)
{
    /// <summary>What <see cref="Sequence"/> is for special tokens.</summary>
    public const int Special = -1;

    /// <summary>Whether the tokens are marked as special: not, when a later processor has put its own around them.</summary>
    public bool IsMarked { get; init; } = true;

    /// <summary>A sequence.</summary>
    public static TemplateItem ForSequence(int sequence, int typeId) => new(sequence, typeId, [], []);

    /// <summary>A special token.</summary>
    public static TemplateItem ForSpecial(string token, int id, int typeId) => new(Special, typeId, [id], [token]);
}
