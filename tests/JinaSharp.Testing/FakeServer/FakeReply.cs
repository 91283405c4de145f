using System.Text;

namespace JinaSharp.Testing;

/// <summary>An answer of the fake server.</summary>
internal sealed class FakeReply
{
    public int Status { get; init; } = 200;

    public string ContentType { get; init; } = "application/json";

    public required ReadOnlyMemory<byte> Body { get; init; }

    public List<(string Name, string Value)> Headers { get; init; } = [];

    public static FakeReply Json(string json, int status = 200) => new() { Status = status, Body = Encoding.UTF8.GetBytes(json) };

    public static FakeReply Text(string text, string contentType = "text/plain", int status = 200) =>
        new() { Status = status, ContentType = contentType, Body = Encoding.UTF8.GetBytes(text) };
}
