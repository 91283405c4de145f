namespace JinaSharp.Inference.Models;

/// <summary>What a module is called in the two layouts of Jina's XLM-RoBERTa, without the model's prefix.</summary>
/// <param name="Flash">The name in the original layout, <c>encoder.layers.0.mixer.Wqkv</c>.</param>
/// <param name="Native">The names in the layout of the transformers library, where the projection to the heads is three modules.</param>
internal readonly record struct ModuleName(string Flash, params string[] Native)
{
    public static ModuleName Same(string name) => new(name, name);

    public static ModuleName Heads(int layer) =>
        new($"encoder.layers.{layer}.mixer.Wqkv", $"layers.{layer}.self_attn.q_proj", $"layers.{layer}.self_attn.k_proj", $"layers.{layer}.self_attn.v_proj");

    /// <summary>Another module of a layer.</summary>
    public static ModuleName InLayer(int layer, string flash, string native) => new($"encoder.layers.{layer}.{flash}", $"layers.{layer}.{native}");
}
