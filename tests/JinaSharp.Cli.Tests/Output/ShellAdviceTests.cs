using System.Text.RegularExpressions;
using JinaSharp.Cli.Commands;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Tests.Commands;
using JinaSharp.TestSupport;

namespace JinaSharp.Cli.Tests.Output;

/// <summary>A user of the command line is told of flags and commands, never of types and properties.</summary>
public sealed partial class ShellAdviceTests : IDisposable
{
    // Words of the approved surface that are also words of the outside world: products, and values that files and servers spell like this.
    private static readonly HashSet<string> Outside = ["JinaSharp", "OnlyFirst", "OnlySecond", "LongestFirst", "MaxSim", "DateTime"];

    // Messages about what the command line never asks for.
    private static readonly string[] NotReachable =
    [
        // Options that only code, store settings or configuration files set.
        "The configuration key", "Throw, Skip or ZeroVector", "ConsistencyLevel is", "LoadTimeout is", "IdField and TextField are", "WriteOrdering is", "ReadConsistency is", "GroupSize is", "CandidateCount is",
        "RetryDelay must", "ApiKeyEnvironmentVariables must", "must not hold a user name or password", "The generator does not name its model", "JsonElement",
        // A coarse first search of a multi-vector; the command line's collections have one dense vector.
        "a coarse first search for it needs another vector",
        // The command line's generators are asked for what they give.
        "This generator gives", "this generator gives", "The call asks for one vector", "A stream is no document", "inputs are TextContent", "RawScores", "takes no MaxDocumentTokens", "MaxDocumentTokens must",
        // Classifiers are trained, and text is cut with limits of one's own, from code alone.
        "Give the rest to UpdateAsync", "Head, Tail and MaxChunkLength", "CacheTolerance must", "Markdown.HorizontalRule", "MarkdownChunking must", "TokenBudget must",
        // Chroma's own two calls that embed.
        "ids are in collection", "No embedder was given",
        "ReasoningEffort must", "JinaClient(", "JinaClient itself",
    ];

    private readonly CliRunner _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Libraries_SayNothingInCSharp_OnceTranslated()
    {
        var names = SurfaceNames();
        Assert.Contains("BlankInputs", names);
        string[] flags = [.. CommandTable.CreateRoot(NoHost()).Subcommands.SelectMany(command => command.Options).Select(option => option.Name)];
        var left = new List<string>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, "src"), "*.cs", SearchOption.AllDirectories))
        {
            foreach (var line in File.ReadLines(file).Where(line => !line.TrimStart().StartsWith('/')))
            {
                foreach (Match literal in Literal().Matches(line))
                {
                    // What is code between a text's quotes is cut off: whole holes, and halves of those with quotes of their own.
                    var text = Hole().Replace(literal.Groups[1].Value, "x");
                    text = text[(text.LastIndexOf('}') + 1)..].Split('{')[0];
                    if (!text.Contains(' ', StringComparison.Ordinal) || NotReachable.Any(known => text.Contains(known, StringComparison.Ordinal))) continue;
                    var said = ShellAdvice.Of(text, flags);
                    left.AddRange(Name().Matches(said).Where(name => names.Contains(name.Value) && !Outside.Contains(name.Value)).Select(name => $"{Path.GetFileName(file)}: {name.Value} in \"{said}\""));
                }
            }
        }

        Assert.True(left.Count == 0, string.Join("\n", left));
    }

    [Fact]
    public void EveryCaseSetAside_IsStillThere()
    {
        var source = string.Concat(Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.All(NotReachable, known => Assert.Contains(known, source, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "{\"text\":\" \"}\n", "embed --jsonl --model jina-embeddings-v3", "--blank skip")]
    [InlineData("", "a\n", "embed --task retrieval.query --late-chunking --model jina-embeddings-v3", "--late-chunking")]
    [InlineData("{\"detail\":\"slow down\"}", "a\n", "embed --model jina-embeddings-v3", "rate limit")]
    [InlineData("{\"data\":[{\"index\":0,\"embeddings\":[[1,0]]}],\"usage\":{\"total_tokens\":1}}", "a\n", "embed --model some-model", "--multivector")]
    public async Task Errors_NameFlags(string answer, string input, string command, string expected)
    {
        await using var api = new FakeApi(_ => (answer.Contains("slow", StringComparison.Ordinal) ? 403 : 200, answer));
        _cli.Input = input;
        _cli.Variables["JINA_API_KEY"] = "jina_key";

        var run = await _cli.RunAsync([.. command.Split(' '), "--base-url", api.Address]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(answer.Contains("slow", StringComparison.Ordinal) ? "slow down" : expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Name().Matches(run.Error), name => SurfaceNames().Contains(name.Value) && !Outside.Contains(name.Value));
    }

    private static HashSet<string> SurfaceNames() =>
        [.. Directory.EnumerateFiles(Path.Combine(TestPaths.Repository, "tests", "JinaSharp.Tests", "PublicApi"), "*.txt").SelectMany(File.ReadLines).SelectMany(line => Name().Matches(line)).Select(name => name.Value)];

    private static CliHost NoHost() => new() { In = TextReader.Null, Out = TextWriter.Null, Error = TextWriter.Null, GetVariable = _ => null, CurrentDirectory = "/" };

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\b(?:[A-Z][a-z0-9]+){2,}\b(?!\()")]
    private static partial Regex Name();
}
