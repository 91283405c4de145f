using JinaSharp.Pipelines.Reading;
using JinaSharp.TestSupport;

namespace JinaSharp.Pipelines.Tests.Reading;

public sealed class FileWalkerTests : IDisposable
{
    private readonly string _folder = TestPaths.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Walk_RingsOfLinks_End(bool follow)
    {
        Write("a/file.txt");
        File.CreateSymbolicLink(Path.Combine(_folder, "a", "up"), _folder);
        File.CreateSymbolicLink(Path.Combine(_folder, "self"), Path.Combine(_folder, "self"));
        File.CreateSymbolicLink(Path.Combine(_folder, "dangling"), "/no/such/place");
        File.CreateSymbolicLink(Path.Combine(_folder, "linked.txt"), Path.Combine(_folder, "a/file.txt"));

        var found = Walk(new WalkOptions { FollowLinks = follow });

        Assert.Equal(follow ? ["a/file.txt", "linked.txt"] : ["a/file.txt"], found);
    }

    [Fact]
    public void Walk_HiddenNames_AreLeftOutUnlessAskedFor()
    {
        foreach (var name in (string[])["a.txt", ".env", ".config/b.txt", ".git/config"]) Write(name);

        Assert.Equal(["a.txt"], Walk(new WalkOptions()));
        Assert.Equal([".config/b.txt", ".env", "a.txt"], Walk(new WalkOptions { IncludeHidden = true }));
    }

    [Fact]
    public void Walk_OneFile_IsFoundWhateverTheRules()
    {
        Write(".gitignore", "*.log");
        var path = Write("a.log");

        Assert.Equal([path], new FileWalker(new WalkOptions(), (_, _) => { }).Walk(path).Select(file => file.Path));
    }

    private string Write(string name, string content = "content")
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    private List<string> Walk(WalkOptions options) =>
        [.. new FileWalker(options, (path, reason) => Assert.Fail($"{path}: {reason}")).Walk(_folder).Select(file => Path.GetRelativePath(_folder, file.Path)).Order(StringComparer.Ordinal)];
}
