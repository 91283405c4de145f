using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace JinaSharp.Testing.Models;

/// <summary>Writes model folders in the layout of the published repositories, with random weights of any shape.</summary>
public static class SyntheticModel
{
    /// <summary>The sizes of a JinaBERT model.</summary>
    public sealed record JinaBertSizes(int Layers, int Hidden, int Heads, int Intermediate, int Vocabulary = 30528)
    {
        /// <summary>The shape of jina-embeddings-v2-small-en.</summary>
        public static JinaBertSizes Small { get; } = new(4, 512, 8, 2048);

        /// <summary>The shape of jina-embeddings-v2-base-en.</summary>
        public static JinaBertSizes Base { get; } = new(12, 768, 12, 3072);
    }

    /// <summary>The sizes of a jina-embeddings-v3 model.</summary>
    public sealed record XlmRobertaSizes(int Layers, int Hidden, int Heads, int Intermediate, int Vocabulary = 250002)
    {
        /// <summary>The shape of jina-embeddings-v3.</summary>
        public static XlmRobertaSizes V3 { get; } = new(24, 1024, 16, 4096);
    }

    /// <summary>Writes a JinaBERT embedding model, or a reranker.</summary>
    /// <param name="folder">Where; made if absent.</param>
    /// <param name="sizes">The shape.</param>
    /// <param name="dtype">F32, F16 or BF16.</param>
    /// <param name="seed">Of the weights.</param>
    /// <param name="reranker">Whether it has a classification head.</param>
    public static void WriteJinaBert(string folder, JinaBertSizes sizes, string dtype = "F32", int seed = 1, bool reranker = false)
    {
        Directory.CreateDirectory(folder);
        var config = $$"""
            {"_name_or_path": "jinaai/jina-bert-implementation", "architectures": ["JinaBertForMaskedLM"], "emb_pooler": "mean", "feed_forward_type": "geglu",
             "hidden_act": "gelu", "hidden_size": {{sizes.Hidden}}, "intermediate_size": {{sizes.Intermediate}}, "layer_norm_eps": 1e-12,
             "max_position_embeddings": 8192, "model_type": "bert", "num_attention_heads": {{sizes.Heads}}, "num_hidden_layers": {{sizes.Layers}},
             "pad_token_id": 0, "position_embedding_type": "alibi", "type_vocab_size": 2, "vocab_size": {{sizes.Vocabulary}} }
            """;
        File.WriteAllText(Path.Combine(folder, "config.json"), config);
        WriteTokenizer(folder, sizes.Vocabulary);
        int d = sizes.Hidden, inner = sizes.Intermediate;
        var tensors = new List<(string, int[])> { ("embeddings.word_embeddings.weight", [sizes.Vocabulary, d]), ("embeddings.token_type_embeddings.weight", [2, d]) };
        Norm(tensors, "embeddings.LayerNorm", d);
        for (var i = 0; i < sizes.Layers; i++)
        {
            var layer = $"encoder.layer.{i}";
            foreach (var name in (string[])["query", "key", "value"]) Linear(tensors, $"{layer}.attention.self.{name}", d, d);
            Linear(tensors, $"{layer}.attention.output.dense", d, d);
            Norm(tensors, $"{layer}.attention.output.LayerNorm", d);
            tensors.Add(($"{layer}.mlp.gated_layers.weight", [2 * inner, d]));
            Linear(tensors, $"{layer}.mlp.wo", d, inner);
            Norm(tensors, $"{layer}.mlp.layernorm", d);
        }
        if (reranker)
        {
            Linear(tensors, "pooler.dense", d, d);
            Linear(tensors, "classifier", 1, d);
        }
        WriteSafeTensors(Path.Combine(folder, "model.safetensors"), tensors, dtype, seed);
    }

    /// <summary>Writes a model of the shape of jina-embeddings-v3: rotary positions and five adapters of rank 4.</summary>
    /// <param name="folder">Where; made if absent.</param>
    /// <param name="sizes">The shape.</param>
    /// <param name="dtype">F32, F16 or BF16.</param>
    /// <param name="seed">Of the weights.</param>
    public static void WriteXlmRoberta(string folder, XlmRobertaSizes sizes, string dtype = "BF16", int seed = 1)
    {
        Directory.CreateDirectory(folder);
        var config = $$"""
            {"architectures": ["XLMRobertaModel"], "auto_map": {"AutoConfig": "jinaai/xlm-roberta-flash-implementation--configuration_xlm_roberta.XLMRobertaFlashConfig"},
             "hidden_act": "gelu", "hidden_size": {{sizes.Hidden}}, "intermediate_size": {{sizes.Intermediate}}, "layer_norm_eps": 1e-05, "max_position_embeddings": 8194,
             "num_attention_heads": {{sizes.Heads}}, "num_hidden_layers": {{sizes.Layers}}, "pad_token_id": 1, "position_embedding_type": "rotary", "type_vocab_size": 1,
             "vocab_size": {{sizes.Vocabulary}}, "rotary_emb_base": 20000.0, "lora_rank": 4, "lora_alpha": 1,
             "lora_adaptations": ["retrieval.query", "retrieval.passage", "separation", "classification", "text-matching"],
             "task_instructions": {"retrieval.query": "Represent the query for retrieving evidence documents: ", "retrieval.passage": "Represent the document for retrieval: ",
                                   "separation": "", "classification": "", "text-matching": ""} }
            """;
        File.WriteAllText(Path.Combine(folder, "config.json"), config);
        WriteTokenizer(folder, sizes.Vocabulary);
        int d = sizes.Hidden, inner = sizes.Intermediate;
        var tensors = new List<(string, int[])>();
        AdaptedTable(tensors, "roberta.embeddings.word_embeddings", sizes.Vocabulary, d);
        AdaptedTable(tensors, "roberta.embeddings.token_type_embeddings", 1, d);
        Norm(tensors, "roberta.emb_ln", d);
        for (var i = 0; i < sizes.Layers; i++)
        {
            var layer = $"roberta.encoder.layers.{i}";
            Adapted(tensors, $"{layer}.mixer.Wqkv", 3 * d, d);
            Adapted(tensors, $"{layer}.mixer.out_proj", d, d);
            Adapted(tensors, $"{layer}.mlp.fc1", inner, d);
            Adapted(tensors, $"{layer}.mlp.fc2", d, inner);
            Norm(tensors, $"{layer}.norm1", d);
            Norm(tensors, $"{layer}.norm2", d);
        }
        WriteSafeTensors(Path.Combine(folder, "model.safetensors"), tensors, dtype, seed);
    }

    /// <summary>Writes a safetensors file of random numbers: normal with deviation 0.02, norm weights about one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Names and shapes.</param>
    /// <param name="dtype">F32, F16 or BF16.</param>
    /// <param name="seed">Of the numbers.</param>
    public static void WriteSafeTensors(string path, IReadOnlyList<(string Name, int[] Shape)> tensors, string dtype, int seed)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var size = dtype == "F32" ? 4 : 2;
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            long offset = 0;
            foreach (var (name, shape) in tensors)
            {
                var bytes = shape.Aggregate((long)size, (product, side) => product * side);
                json.WriteStartObject(name);
                json.WriteString("dtype", dtype);
                json.WriteStartArray("shape");
                foreach (var side in shape) json.WriteNumberValue(side);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header.GetBuffer().AsSpan(0, (int)header.Length));
        var state = (uint)seed * 2654435761u | 1;
        foreach (var (name, shape) in tensors)
        {
            var centre = shape.Length == 1 && name.EndsWith(".weight", StringComparison.Ordinal) ? 1f : 0f;
            var values = new float[shape.Aggregate(1, (product, side) => product * side)];
            for (var i = 0; i < values.Length; i++) values[i] = centre + 0.02f * Normal(ref state);
            file.Write(Bytes(values, dtype));
        }
    }

    private static ReadOnlySpan<byte> Bytes(float[] values, string dtype) => dtype switch
    {
        "F32" => MemoryMarshal.AsBytes<float>(values),
        "F16" => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, v => (Half)v)),
        "BF16" => MemoryMarshal.AsBytes<ushort>(Array.ConvertAll(values, v => (ushort)(BitConverter.SingleToUInt32Bits(v) + 0x8000 >> 16))),
        _ => throw new ArgumentException($"'{dtype}' is not F32, F16 or BF16.", nameof(dtype)),
    };

    /// <summary>About normal: the sum of four uniform numbers.</summary>
    private static float Normal(ref uint state)
    {
        float sum = 0;
        for (var i = 0; i < 4; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            sum += state * (1f / 4294967296f);
        }
        return (sum - 2) * 1.7320508f;
    }

    /// <summary>WordPiece over the words <c>w5</c>, <c>w6</c> and so on, and single characters.</summary>
    private static void WriteTokenizer(string folder, int vocabulary)
    {
        using var file = File.Create(Path.Combine(folder, "tokenizer.json"));
        using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteStartArray("added_tokens");
        foreach (var (id, token) in ((int, string)[])[(0, "[PAD]"), (1, "[UNK]"), (2, "[CLS]"), (3, "[SEP]"), (4, "[MASK]")])
            json.WriteRawValue($$"""{"id":{{id}},"content":"{{token}}","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}""");
        json.WriteEndArray();
        json.WritePropertyName("normalizer");
        json.WriteRawValue("""{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""");
        json.WritePropertyName("pre_tokenizer");
        json.WriteRawValue("""{"type":"BertPreTokenizer"}""");
        json.WritePropertyName("post_processor");
        json.WriteRawValue("""
            {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],
             "pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"[SEP]","type_id":1}}],
             "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}}
            """);
        json.WritePropertyName("decoder");
        json.WriteRawValue("""{"type":"WordPiece","prefix":"##","cleanup":true}""");
        json.WriteStartObject("model");
        json.WriteString("type", "WordPiece");
        json.WriteString("unk_token", "[UNK]");
        json.WriteString("continuing_subword_prefix", "##");
        json.WriteNumber("max_input_chars_per_word", 100);
        json.WriteStartObject("vocab");
        string[] special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        var id_ = 0;
        foreach (var token in special) json.WriteNumber(token, id_++);
        for (var c = 'a'; c <= 'z' && id_ + 1 < vocabulary; c++)
        {
            json.WriteNumber(c.ToString(), id_++);
            json.WriteNumber($"##{c}", id_++);
        }
        foreach (var c in ".,!?;:'\"()-0123456789")
            if (id_ < vocabulary) json.WriteNumber(c.ToString(), id_++);
        for (var word = 0; id_ < vocabulary; word++) json.WriteNumber($"w{word}", id_++);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Linear(List<(string, int[])> tensors, string name, int outputs, int inputs)
    {
        tensors.Add(($"{name}.weight", [outputs, inputs]));
        tensors.Add(($"{name}.bias", [outputs]));
    }

    private static void Norm(List<(string, int[])> tensors, string name, int dim)
    {
        tensors.Add(($"{name}.weight", [dim]));
        tensors.Add(($"{name}.bias", [dim]));
    }

    private static void Adapted(List<(string, int[])> tensors, string name, int outputs, int inputs)
    {
        tensors.Add(($"{name}.parametrizations.weight.original", [outputs, inputs]));
        tensors.Add(($"{name}.parametrizations.weight.0.lora_A", [5, 4, inputs]));
        tensors.Add(($"{name}.parametrizations.weight.0.lora_B", [5, outputs, 4]));
        tensors.Add(($"{name}.bias", [outputs]));
    }

    private static void AdaptedTable(List<(string, int[])> tensors, string name, int rows, int dim)
    {
        tensors.Add(($"{name}.parametrizations.weight.original", [rows, dim]));
        tensors.Add(($"{name}.parametrizations.weight.0.lora_A", [5, rows, 4]));
        tensors.Add(($"{name}.parametrizations.weight.0.lora_B", [5, 4, dim]));
    }
}
