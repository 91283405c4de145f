namespace JinaSharp.Testing;

/// <summary>One training sample.</summary>
internal sealed record FakeSample(string Text, string Label);
