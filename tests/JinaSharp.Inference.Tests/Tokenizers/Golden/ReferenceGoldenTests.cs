using JinaSharp.TestSupport;

namespace JinaSharp.Inference.Tests.Tokenizers.Golden;

/// <summary>The whole set of golden data, where it stands beside the repository.</summary>
public sealed class ReferenceGoldenTests
{
    private const string Root = "golden/tokenizers";

    public static TheoryData<string> Folders
    {
        get
        {
            var root = Path.GetFullPath(Path.Combine(TestPaths.Repository, "..", "shared", Root));
            return Directory.Exists(root)
                ? [.. Directory.EnumerateDirectories(root).Where(d => File.Exists(Path.Combine(d, "cases.jsonl"))).Select(d => Path.GetFileName(d)!).Order()]
                : ["wp-uncased"];
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Encode_EveryCase_GivesWhatTheReferenceGives(string folder) => GoldenFolder.Check(TestPaths.Reference($"{Root}/{folder}"));
}
