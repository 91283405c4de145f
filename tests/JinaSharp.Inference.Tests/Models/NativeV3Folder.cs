using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using JinaSharp.Inference.Weights;

namespace JinaSharp.Inference.Tests.Models;

/// <summary>Writes a jina-embeddings-v3 folder of the original layout once more in the native one: plain weights, and one PEFT folder a task.</summary>
internal sealed class NativeV3Folder
{
    private readonly string _source;
    private readonly Dictionary<string, (string Type, int[] Shape, byte[] Data)> _tensors = [];

    public NativeV3Folder(string source)
    {
        _source = source;
        var path = Path.Combine(source, "model.safetensors");
        var bytes = File.ReadAllBytes(path);
        using var stream = File.OpenRead(path);
        foreach (var (name, info) in SafeTensorsHeader.Read(stream, path))
            _tensors[name] = (info.DType.ToString(), Array.ConvertAll(info.Shape, side => (int)side), bytes.AsSpan((int)info.Offset, (int)info.ByteLength).ToArray());
    }

    /// <summary>Whether the weights are named as in the original layout, as when the library saves what it has converted.</summary>
    public bool FlashWeights { get; init; }

    /// <summary>Whether the adapters name the projection to the heads as one module.</summary>
    public bool FlashAdapters { get; init; }

    /// <summary>Whether keys and values have an A of their own: twice the queries', with half the B.</summary>
    public bool OwnFactors { get; init; }

    /// <summary>Whether one task has twice the rank, the rest being zeros, and another is rank-stabilised.</summary>
    public bool OtherRanks { get; init; }

    /// <summary>Whether config.json has the few fields of the library's own class only.</summary>
    public bool BareConfig { get; init; }

    public static string[] Tasks => ["retrieval_query", "retrieval_passage", "separation", "classification", "text_matching"];

    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])["tokenizer.json", "tokenizer_config.json"]) File.Copy(Path.Combine(_source, name), Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, "config.json"), Config().ToJsonString());
        WriteWeights(Path.Combine(folder, "model.safetensors"));
        for (var task = 0; task < Tasks.Length; task++) WriteAdapter(Directory.CreateDirectory(Path.Combine(folder, Tasks[task])).FullName, task);
    }

    public static void WriteSafeTensors(string path, IEnumerable<(string Name, string Type, int[] Shape, byte[] Data)> tensors)
    {
        var header = new JsonObject();
        using var data = new MemoryStream();
        foreach (var (name, type, shape, bytes) in tensors)
        {
            header[name] = new JsonObject { ["dtype"] = type, ["shape"] = new JsonArray([.. shape.Select(side => JsonValue.Create(side))]), ["data_offsets"] = new JsonArray(data.Length, data.Length + bytes.Length) };
            data.Write(bytes);
        }
        var json = Encoding.UTF8.GetBytes(header.ToJsonString());
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        file.Write(length);
        file.Write(json);
        data.WriteTo(file);
    }

    private JsonObject Config()
    {
        var original = JsonNode.Parse(File.ReadAllBytes(Path.Combine(_source, "config.json")))!.AsObject();
        var config = new JsonObject { ["architectures"] = new JsonArray("JinaEmbeddingsV3Model"), ["model_type"] = "jina_embeddings_v3", ["rope_parameters"] = new JsonObject { ["rope_theta"] = 20000.0, ["rope_type"] = "default" } };
        foreach (var name in (string[])["vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "type_vocab_size", "max_position_embeddings", "layer_norm_eps", "pad_token_id", "hidden_act"])
            config[name] = original[name]!.DeepClone();
        if (BareConfig) config.Remove("rope_parameters");
        else
            foreach (var name in (string[])["lora_adaptations", "task_instructions", "matryoshka_dimensions"])
                config[name] = original[name]!.DeepClone();
        return config;
    }

    private void WriteWeights(string path)
    {
        var written = new List<(string, string, int[], byte[])>();
        foreach (var (name, tensor) in _tensors)
        {
            if (name.Contains("lora_", StringComparison.Ordinal)) continue;
            var plain = name.Replace(".parametrizations.weight.original", ".weight", StringComparison.Ordinal);
            if (FlashWeights) written.Add((plain, tensor.Type, tensor.Shape, tensor.Data));
            else
                foreach (var (part, row, rows) in Native(plain["roberta.".Length..], tensor.Shape[0]))
                    written.Add((part, tensor.Type, [rows, .. tensor.Shape[1..]], Rows(tensor, row, rows)));
        }
        WriteSafeTensors(path, written);
    }

    private void WriteAdapter(string folder, int task)
    {
        var rank = OtherRanks && Tasks[task] == "separation" ? 8 : 4;
        var stabilised = OtherRanks && Tasks[task] == "classification";
        var written = new List<(string, string, int[], byte[])>();
        foreach (var (name, stacked) in _tensors.Where(tensor => tensor.Key.EndsWith("lora_A", StringComparison.Ordinal)))
        {
            var module = name["roberta.".Length..name.IndexOf(".parametrizations", StringComparison.Ordinal)];
            var (a, b) = (Slice(stacked, task), Slice(_tensors[name[..^1] + "B"], task));
            if (module.StartsWith("embeddings.", StringComparison.Ordinal))
            {
                // PEFT has the factors of a table the other way round.
                written.Add(Named($"{module}.lora_embedding_A", Pad(Transpose(a), rank, rows: true)));
                written.Add(Named($"{module}.lora_embedding_B", Pad(Transpose(b), rank, rows: false)));
                continue;
            }
            foreach (var (part, row, rows) in FlashAdapters ? [(module, 0, b.Shape[0])] : Native(module, b.Shape[0]))
            {
                var own = OwnFactors && (part.EndsWith("k_proj", StringComparison.Ordinal) || part.EndsWith("v_proj", StringComparison.Ordinal));
                written.Add(Named($"{part}.lora_A.weight", Scale(Pad(a, rank, rows: true), own ? 2 : 1)));
                written.Add(Named($"{part}.lora_B.weight", Scale(Pad((b.Type, [rows, b.Shape[1]], Rows(b, row, rows)), rank, rows: false), own ? 0.5f : 1)));
            }
        }
        WriteSafeTensors(Path.Combine(folder, "adapter_model.safetensors"), written);
        var config = new JsonObject
        {
            ["peft_type"] = "LORA", ["r"] = rank, ["lora_alpha"] = stabilised ? 0.5 : rank / 4.0, ["use_rslora"] = stabilised, ["use_dora"] = false, ["bias"] = "none",
            ["lora_dropout"] = 0.0, ["modules_to_save"] = null, ["rank_pattern"] = new JsonObject(), ["alpha_pattern"] = new JsonObject(),
        };
        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), config.ToJsonString());
    }

    /// <summary>The native names of a tensor or module, and which rows of it each has.</summary>
    private static (string Name, int Row, int Rows)[] Native(string name, int rows)
    {
        var renamed = name.Replace("emb_ln", "embeddings.LayerNorm", StringComparison.Ordinal).Replace("encoder.layers", "layers", StringComparison.Ordinal)
            .Replace("mixer.out_proj", "self_attn.o_proj", StringComparison.Ordinal)
            .Replace("norm1", "post_attention_layernorm", StringComparison.Ordinal).Replace("norm2", "post_mlp_layernorm", StringComparison.Ordinal);
        return !name.Contains("mixer.Wqkv", StringComparison.Ordinal) ? [(renamed, 0, rows)]
            : [.. ((string[])["q_proj", "k_proj", "v_proj"]).Select((part, i) => (renamed.Replace("mixer.Wqkv", $"self_attn.{part}", StringComparison.Ordinal), i * rows / 3, rows / 3))];
    }

    private static (string, string, int[], byte[]) Named(string name, (string Type, int[] Shape, byte[] Data) tensor) => ($"base_model.model.{name}", tensor.Type, tensor.Shape, tensor.Data);

    private static byte[] Rows((string Type, int[] Shape, byte[] Data) tensor, int row, int rows)
    {
        var size = tensor.Data.Length / tensor.Shape[0];
        return tensor.Data.AsSpan(row * size, rows * size).ToArray();
    }

    private static (string Type, int[] Shape, byte[] Data) Slice((string Type, int[] Shape, byte[] Data) tensor, int task) => (tensor.Type, tensor.Shape[1..], Rows(tensor, task, 1));

    private static (string Type, int[] Shape, byte[] Data) Transpose((string Type, int[] Shape, byte[] Data) tensor)
    {
        var (rows, columns) = (tensor.Shape[0], tensor.Shape[1]);
        var turned = new byte[tensor.Data.Length];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++) tensor.Data.AsSpan(2 * (row * columns + column), 2).CopyTo(turned.AsSpan(2 * (column * rows + row)));
        return (tensor.Type, [columns, rows], turned);
    }

    /// <summary>Zeros below (A) or beside (B) the factor, up to a rank.</summary>
    private static (string Type, int[] Shape, byte[] Data) Pad((string Type, int[] Shape, byte[] Data) tensor, int rank, bool rows)
    {
        if (rows) return (tensor.Type, [rank, tensor.Shape[1]], [.. tensor.Data, .. new byte[2 * (rank - tensor.Shape[0]) * tensor.Shape[1]]]);
        var turned = Pad(Transpose(tensor), rank, rows: true);
        return Transpose(turned);
    }

    private static (string Type, int[] Shape, byte[] Data) Scale((string Type, int[] Shape, byte[] Data) tensor, float factor)
    {
        var scaled = (byte[])tensor.Data.Clone();
        for (var i = 0; i < scaled.Length; i += 2)
        {
            // A power of two is exact in BF16.
            var value = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(scaled.AsSpan(i)) << 16) * factor;
            BinaryPrimitives.WriteUInt16LittleEndian(scaled.AsSpan(i), (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16));
        }
        return (tensor.Type, tensor.Shape, scaled);
    }
}
