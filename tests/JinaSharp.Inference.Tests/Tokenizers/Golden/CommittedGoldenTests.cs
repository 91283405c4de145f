using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Tokenizers.Golden;

/// <summary>A small part of the golden data, committed with the tests: one tokenizer of each kind.</summary>
public sealed class CommittedGoldenTests
{
    public static TheoryData<string> Folders =>
        [.. Directory.EnumerateDirectories(Folder("")).Where(d => File.Exists(Path.Combine(d, "cases.jsonl"))).Select(d => Path.GetFileName(d)!).Order()];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Encode_EveryCase_GivesWhatTheReferenceGives(string folder) => GoldenFolder.Check(Folder(folder));

    internal static string Folder(string name) =>
        Path.Combine(TestPaths.Repository, "tests", "JinaSharp.Inference.Tests", "Tokenizers", "Golden", "Data", name);
}
