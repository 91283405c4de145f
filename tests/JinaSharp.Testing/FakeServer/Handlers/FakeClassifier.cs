namespace JinaSharp.Testing;

/// <summary>A trained classifier of the fake server.</summary>
internal sealed record FakeClassifier(string Id, string Model, string Access, List<FakeSample> Samples);
