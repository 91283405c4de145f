using System.Globalization;

namespace JinaSharp.Benchmarks.Tokenizers;

/// <summary>The arguments of the tokenizer benchmark.</summary>
internal sealed record TokenizerBenchmarkOptions(string Corpus, int Megabytes, int Rounds, bool WithPeer, IReadOnlySet<string> Only)
{
    /// <summary>Reads <c>--corpus DIR --megabytes N --rounds N --no-peer</c>, and names of tokenizers or texts to restrict to.</summary>
    public static TokenizerBenchmarkOptions Parse(string[] args)
    {
        var options = new TokenizerBenchmarkOptions(
            Path.GetFullPath(Path.Combine(TokenizerPeer.Repository, "..", "shared", "performance", "tokenizer-corpus")), 20, 3, true, new HashSet<string>());
        var only = new HashSet<string>();
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--corpus" => options with { Corpus = Path.GetFullPath(args[++i]) },
                "--megabytes" => options with { Megabytes = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--rounds" => options with { Rounds = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--no-peer" => options with { WithPeer = false },
                _ => options,
            };
            if (!args[i].StartsWith("--", StringComparison.Ordinal) && args[i].Any(char.IsAsciiLetter) && !args[i].Contains('/'))
                only.Add(args[i]);
        }

        return options with { Only = only };
    }

    /// <summary>Whether a tokenizer or a text is wanted.</summary>
    public bool Includes(string name) =>
        !Only.Any(o => IsText(o) == IsText(name)) || Only.Contains(name);

    private static bool IsText(string name) => name is "english" or "multi";
}
