using System.Text.Json;
using System.Text.Json.Serialization;

namespace JinaSharp.Wire;

/// <summary>Writes and reads <c>input</c>: an array, or one item alone.</summary>
internal sealed class EmbeddingInputsConverter : JsonConverter<EmbeddingInputs>
{
    private static readonly InputItemConverter s_item = new();

    public override EmbeddingInputs Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return new EmbeddingInputs([s_item.Read(ref reader, typeof(InputItem), options)], Alone: true);
        List<InputItem> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(s_item.Read(ref reader, typeof(InputItem), options));
        return new EmbeddingInputs(items);
    }

    public override void Write(Utf8JsonWriter writer, EmbeddingInputs value, JsonSerializerOptions options)
    {
        if (value.Alone)
        {
            s_item.Write(writer, value.Items[0], options);
            return;
        }
        writer.WriteStartArray();
        for (var i = 0; i < value.Items.Count; i++) s_item.Write(writer, value.Items[i], options);
        writer.WriteEndArray();
    }
}
