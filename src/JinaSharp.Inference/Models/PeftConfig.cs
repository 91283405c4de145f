using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Models;

/// <summary>The fields of a PEFT <c>adapter_config.json</c> that shape the computation. What would change it otherwise is refused.</summary>
internal sealed record PeftConfig
{
    public required int Rank { get; init; }
    public required double Alpha { get; init; }
    public required IReadOnlyDictionary<string, double> RankPattern { get; init; }
    public required IReadOnlyDictionary<string, double> AlphaPattern { get; init; }

    /// <summary>Scaled by alpha / sqrt(rank) instead of alpha / rank.</summary>
    public required bool RankStabilized { get; init; }

    public required string File { get; init; }

    public static PeftConfig Read(string file)
    {
        using var document = JsonFile.Open(file);
        var fields = new ConfigFields(document.RootElement, file);
        if (fields.OptionalText("peft_type") is { } type && type != "LORA") throw fields.Bad($"has 'peft_type' = '{type}'; expected 'LORA'");
        if (fields.OptionalText("bias") is { } bias && bias != "none") throw fields.Bad($"has 'bias' = '{bias}'; expected 'none'");
        foreach (var flag in (string[])["use_dora", "lora_bias", "fan_in_fan_out"])
            if (fields.OptionalFlag(flag) == true) throw fields.Bad($"has '{flag}' = true, which is not supported");
        foreach (var name in (string[])["modules_to_save", "layer_replication", "trainable_token_indices"])
            if (fields.Has(name)) throw fields.Bad($"has '{name}', which is not supported: expected adapters of rank {fields.OptionalSize("r")} and nothing else");
        return new PeftConfig
        {
            Rank = fields.Size("r", max: 1024),
            Alpha = fields.Number("lora_alpha", 8, 0, 1e6),
            RankPattern = fields.OptionalNumberMap("rank_pattern", 1, 1024),
            AlphaPattern = fields.OptionalNumberMap("alpha_pattern", 0, 1e6),
            RankStabilized = fields.OptionalFlag("use_rslora") ?? false,
            File = file,
        };
    }

    /// <summary>The rank that the module's factors must have.</summary>
    public int RankOf(string module) => (int)(Find(RankPattern, module) ?? Rank);

    /// <summary>The factor of the product of the module's factors.</summary>
    public float ScaleOf(string module)
    {
        var (alpha, rank) = (Find(AlphaPattern, module) ?? Alpha, RankOf(module));
        return (float)(alpha / (RankStabilized ? Math.Sqrt(rank) : rank));
    }

    /// <summary>A key names a module, or the end of its dotted name.</summary>
    private static double? Find(IReadOnlyDictionary<string, double> pattern, string module)
    {
        foreach (var (key, value) in pattern)
            if (module == key || module.EndsWith("." + key, StringComparison.Ordinal)) return value;
        return null;
    }
}
