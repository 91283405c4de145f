using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace JinaSharp.Inference.Tests.Weights;

/// <summary>Changes a safetensors file: other names, tensors left out, further ones of zeros.</summary>
internal static class SafeTensorsEdit
{
    /// <param name="path">The file.</param>
    /// <param name="rename">The new name of a tensor; null leaves it out.</param>
    /// <param name="extra">Tensors to add: name, element type, bytes of an element, shape.</param>
    public static void Apply(string path, Func<string, string?> rename, params (string Name, string Type, int Size, int[] Shape)[] extra)
    {
        var file = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var data = file.AsSpan(8 + length).ToArray().ToList();
        var header = new JsonObject();
        foreach (var (name, entry) in JsonNode.Parse(file.AsSpan(8, length))!.AsObject())
            if (name == "__metadata__" || rename(name) is not null) header[name == "__metadata__" ? name : rename(name)!] = entry!.DeepClone();
        foreach (var (name, type, size, shape) in extra)
        {
            var start = data.Count;
            data.AddRange(new byte[shape.Aggregate(size, (product, side) => product * side)]);
            header[name] = new JsonObject { ["dtype"] = type, ["shape"] = new JsonArray([.. shape.Select(side => (JsonNode)side)]), ["data_offsets"] = new JsonArray(start, data.Count) };
        }
        var json = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        Array.Resize(ref json, (json.Length + 7) / 8 * 8);
        json.AsSpan().Replace((byte)0, (byte)' ');
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)json.Length);
        File.WriteAllBytes(path, [.. prefix, .. json, .. data]);
    }
}
