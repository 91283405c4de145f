using System.Text;

namespace JinaSharp.Stores.Http;

/// <summary>About how many bytes of JSON a record takes.</summary>
internal static class RecordSize
{
    public const int BytesPerNumber = 13;
    private const int Overhead = 64;

    /// <param name="record">The record.</param>
    /// <param name="base64">Whether dense vectors go as base64 text.</param>
    public static long Of(VectorRecord record, bool base64 = false)
    {
        long bytes = Overhead + Text(record.Id) + Text(record.Text);
        foreach (var (name, vector) in record.Vectors) bytes += name.Length + 8 + Of(vector, base64);
        foreach (var (name, value) in record.Payload) bytes += name.Length + 4 + Of(value);
        return bytes;
    }

    private static long Of(VectorValue vector, bool base64) => vector switch
    {
        DenseVector dense => base64 ? dense.Values.Length * 16L / 3 : (long)dense.Values.Length * BytesPerNumber,
        MultiVector multi => ((long)multi.Values.Length * BytesPerNumber) + (2L * multi.RowCount),
        SparseVector sparse => sparse.Values.Length * (BytesPerNumber + 8L),
        BinaryVector binary => binary.Bits.Length * 4L / 3,
        _ => 0,
    };

    private static long Of(PayloadValue value) => value.Kind switch
    {
        PayloadKind.String => Text(value.AsString()),
        PayloadKind.List => value.AsList().Sum(Of) + 2,
        PayloadKind.Map => value.AsMap().Sum(entry => entry.Key.Length + 4 + Of(entry.Value)) + 2,
        _ => 12,
    };

    private static long Text(string? text) => text is null ? 4 : Encoding.UTF8.GetByteCount(text) + 2;
}
