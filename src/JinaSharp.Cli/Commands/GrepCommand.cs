using System.CommandLine;
using JinaSharp.Cli.Grep;
using JinaSharp.Cli.Selection;
using JinaSharp.Pipelines.Reading;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina grep PATTERN [FILES...]</c>: the lines that mean what the pattern says, in files or in what another command printed.</summary>
internal static class GrepCommand
{
    public const string Name = "grep";

    /// <summary>grep's exit code for a run that could not be made.</summary>
    public const int Error = 2;

    private const int NotFound = 1;

    /// <summary>How many are shown when nothing is said.</summary>
    private const int DefaultMost = 10;

    /// <summary>What matches by wording alone: one word of a few, or most words of a line. See docs/cli.md for what was measured.</summary>
    private const double LexicalThreshold = 0.25;

    /// <summary>What suits jina-embeddings-v5 and v3.</summary>
    private const double ModelThreshold = 0.5;

    private static readonly string[] AlwaysLeftOut = ["__pycache__/", "node_modules/", "venv/"];

    private static readonly Argument<string?> Pattern = new("pattern") { Description = "What is looked for, in words. With -e or -f a file, as all others.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<string[]> Files = new("file") { Description = "Files and folders. Without them: the lines of stdin, or the current folder where stdin is a terminal or with -r.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<bool> Recursive = new("--recursive", "-r", "-R") { Description = "Search folders with all that is in them." };

    private static readonly Option<bool> FilesWith = new("--files-with-matches", "-l") { Description = "Print the names of files with a match." };

    private static readonly Option<bool> FilesWithout = new("--files-without-match", "-L") { Description = "Print the names of files without one." };

    private static readonly Option<bool> Count = new("--count", "-c") { Description = "Print the number of matches of each file; with labels, of each label." };

    private static readonly Option<bool> LineNumber = new("--line-number", "-n") { Description = "Print the numbers of lines. On unless --line-number false.", DefaultValueFactory = _ => true };

    private static readonly Option<bool> WithFileName = new("--with-filename", "-H") { Description = "Print the names of files. On with several files or folders." };

    private static readonly Option<bool> NoFileName = new("--no-filename") { Description = "Leave the names of files out." };

    private static readonly Option<int?> After = new("--after-context", "-A") { Description = "Lines to show after a match.", HelpName = "N" };

    private static readonly Option<int?> Before = new("--before-context", "-B") { Description = "Lines to show before a match.", HelpName = "N" };

    private static readonly Option<int?> Around = new("--context", "-C") { Description = "Lines to show before and after a match.", HelpName = "N" };

    private static readonly Option<string[]> Include = new("--include") { Description = "Only files that match, such as '*.cs'; can be repeated.", HelpName = "GLOB" };

    private static readonly Option<string[]> Exclude = new("--exclude") { Description = "Not files that match; can be repeated.", HelpName = "GLOB" };

    private static readonly Option<string[]> ExcludeDir = new("--exclude-dir") { Description = "Not folders that match; can be repeated.", HelpName = "GLOB" };

    private static readonly Option<bool> NoIgnore = new("--no-ignore") { Description = "Search what .gitignore leaves out." };

    private static readonly Option<bool> Hidden = new("--hidden") { Description = "Search names that begin with a dot." };

    private static readonly Option<string> Color = new("--color", "--colour") { Description = "Whether to colour. auto: on a terminal.", HelpName = "never|always|auto", DefaultValueFactory = _ => "auto" };

    private static readonly Option<bool> Invert = new("--invert-match", "-v") { Description = "What is below the threshold, the least similar first." };

    private static readonly Option<int?> MaxCount = SharedOptions.Positive(new Option<int?>("--max-count", "-m") { Description = "The most matches of one file.", HelpName = "N" }, int.MaxValue);

    private static readonly Option<double?> Threshold = new("--threshold") { Description = $"The similarity, from -1 to 1, from which a line matches. Default: {LexicalThreshold} with jinasharp-lexical, {ModelThreshold} with other models.", HelpName = "X" };

    private static readonly Option<int?> TopK = new("--top-k") { Description = $"The most matches of all; 0 for no limit. Default: {DefaultMost}; with labels, no limit.", HelpName = "N" };

    private static readonly Option<Granularity> Unit = new("--granularity") { Description = "What is compared with the pattern.", HelpName = "line|paragraph|sentence" };

    private static readonly Option<string[]> Label = new("-e", "--label") { Description = "A label, in place of a pattern: every line gets the nearest. Can be repeated.", HelpName = "LABEL" };

    private static readonly Option<string?> LabelFile = new("-f", "--label-file") { Description = "A file with a label on each line.", HelpName = "FILE" };

    private static readonly Option<bool> OnlyLabel = new("-o", "--only-label") { Description = "With labels: print the label alone." };

    private static readonly Option<string?> Model = new("--model")
    {
        Description = "Embedder: jinasharp-lexical (built in, offline), a Jina model id, or a model folder. Default: the API when JINA_API_KEY is set, else jinasharp-lexical.",
        HelpName = "ID|DIR",
    };

    private static readonly Option<string?> Task = new("--task") { Description = "retrieval (default), text-matching, clustering, classification, or a code task such as nl2code, where the model has it.", HelpName = "TASK" };

    public static Command Create(CliHost host)
    {
        Color.AcceptOnlyFromAmong("never", "always", "auto");
        AtLeastZero(After);
        AtLeastZero(Before);
        AtLeastZero(Around);
        AtLeastZero(TopK);
        Threshold.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or (>= -1 and <= 1))) result.AddError("--threshold must be from -1 to 1.");
        });
        var command = new Command(Name, "Find lines by what they say, in files or in a pipe; exits with 0 when found, 1 when not, 2 on errors.") { Pattern, Files };
        foreach (Option option in (Option[])
                 [
                     Recursive, Threshold, TopK, Unit, FilesWith, FilesWithout, Count, LineNumber, WithFileName, NoFileName, After, Before, Around, Include, Exclude, ExcludeDir, NoIgnore, Hidden,
                     Color, Invert, MaxCount, Label, LabelFile, OnlyLabel, Model, Task, SharedOptions.Dimensions, SharedOptions.Local, SharedOptions.BaseUrl,
                 ])
            command.Options.Add(option);
        return command.Runs(host, RunAsync, userError: Error);
    }

    private static async Task<int> RunAsync(CliContext context)
    {
        var labels = await ReadLabelsAsync(context);
        string[] words = context.Get(Pattern) is { } first ? [first, .. context.Get(Files) ?? []] : [];
        if (labels.Count == 0 && (words.Length == 0 || string.IsNullOrWhiteSpace(words[0])))
            throw new CliException("nothing to look for: give a pattern, or labels with -e.") { ShowsUsage = true };
        var places = labels.Count == 0 ? words[1..] : words;
        var piped = places.Length == 0 && !context.Get(Recursive) && !context.Host.InIsTerminal;
        CheckCombinations(context, labels.Count > 0, piped);
        using var embedder = Embedder.Choose(context, context.Get(Model));
        var settings = Settings(context, embedder, labels.Count == 0 ? words[0] : null, labels, piped ? null : places);
        var task = labels.Count == 0 ? GrepTask.Of(embedder, context.Get(Task), context.Get(SharedOptions.Dimensions)) : GrepTask.OfLabels(embedder, context.Get(Task), context.Get(SharedOptions.Dimensions));
        var scorer = await UnitScorer.CreateAsync(task, labels.Count == 0 ? [words[0]] : labels, context.CancellationToken);
        var files = new GrepFiles(context, Walk(context));
        var units = piped ? PipedUnits.Read(context, context.Get(Unit)) : files.Read(places, context.Get(Unit));
        var found = await SearchAsync(context, settings, scorer, units, embedder);
        return found ? ExitCodes.Ok : !piped && files.Count == 0 && files.Problems > 0 ? Error : NotFound;
    }

    private static async Task<bool> SearchAsync(CliContext context, GrepSettings settings, UnitScorer scorer, IEnumerable<GrepUnit> units, Embedder embedder)
    {
        var pattern = settings.Pattern is null ? null : new PatternSearch(context, settings);
        var label = new LabelSearch(context, settings);
        // Requests are cut to size by the client; the built-in embedder works on every core, a model on its own.
        var (batch, concurrency) = embedder.IsLexical ? (512, Environment.ProcessorCount) : (1024, 2);
        await foreach (var (unit, scores) in GrepPipeline.RunAsync(units, scorer, batch, concurrency, context.CancellationToken))
            if (!(pattern?.Accept(unit, scores) ?? label.Accept(unit, scores))) break;
        if (pattern is null) return label.Finish();
        var found = pattern.Finish();
        pattern.PrintPipedCounts();
        return found;
    }

    private static GrepSettings Settings(CliContext context, Embedder embedder, string? pattern, IReadOnlyList<string> labels, string[]? places)
    {
        var around = context.Get(Around) ?? 0;
        var severalFiles = places is null || places.Length != 1 || context.Get(Recursive) || Directory.Exists(context.Host.Resolve(places[0]));
        return new GrepSettings
        {
            Pattern = pattern,
            Labels = labels,
            Threshold = context.Get(Threshold) ?? (pattern is null ? null : embedder.IsLexical ? LexicalThreshold : ModelThreshold),
            Most = context.Get(TopK) is { } asked ? (asked == 0 ? null : asked) : pattern is null ? null : DefaultMost,
            MostOfFile = context.Get(MaxCount),
            Invert = context.Get(Invert),
            Show = context.Quiet ? GrepShow.Nothing
                : context.Get(FilesWith) ? GrepShow.FilesWith
                : context.Get(FilesWithout) ? GrepShow.FilesWithout
                : context.Get(Count) ? GrepShow.Counts
                : context.Get(OnlyLabel) ? GrepShow.LabelsOnly
                : GrepShow.Units,
            FileNames = !context.Get(NoFileName) && (context.Get(WithFileName) || severalFiles),
            LineNumbers = context.Get(LineNumber),
            Before = context.Get(Before) ?? around,
            After = context.Get(After) ?? around,
            Colors = context.Get(Color) switch { "always" => true, "never" => false, _ => context.Output.Colors },
            Model = embedder.Model,
        };
    }

    private static WalkOptions Walk(CliContext context) => new()
    {
        Include = context.Get(Include) ?? [],
        Exclude = [.. AlwaysLeftOut, .. context.Get(Exclude) ?? [], .. (context.Get(ExcludeDir) ?? []).Select(static glob => glob.TrimEnd('/') + "/")],
        UseGitIgnore = !context.Get(NoIgnore),
        IncludeHidden = context.Get(Hidden),
        Recursive = context.Get(Recursive),
    };

    private static async Task<List<string>> ReadLabelsAsync(CliContext context)
    {
        var labels = new List<string>(context.Get(Label) ?? []);
        if (context.Get(LabelFile) is { } file)
        {
            var path = context.Host.Resolve(file);
            if (!File.Exists(path)) throw new CliException($"{file}: there is no such file of labels.");
            labels.AddRange(await File.ReadAllLinesAsync(path, context.CancellationToken));
        }
        labels = [.. labels.Select(static label => label.Trim()).Where(static label => label.Length > 0).Distinct(StringComparer.Ordinal)];
        if (labels.Count == 0 && (context.IsGiven(Label) || context.IsGiven(LabelFile))) throw new CliException("There is no label that is not blank.");
        return labels;
    }

    private static void CheckCombinations(CliContext context, bool hasLabels, bool piped)
    {
        var shows = new[] { FilesWith, FilesWithout, Count, OnlyLabel }.Where(option => context.Get(option)).Select(static option => option.Name).ToList();
        if (shows.Count > 1) throw new CliException($"{shows[0]} and {shows[1]} exclude each other.");
        var hasContext = new[] { After, Before, Around }.Any(option => context.Get(option) > 0);
        if (hasLabels)
        {
            // Every line has a nearest label: none is left over.
            foreach (var option in new[] { FilesWith, FilesWithout, Invert })
                if (context.Get(option)) throw new CliException($"{option.Name} is for patterns; with labels every line gets one. Use -c to count them.");
            if (hasContext) throw new CliException("Lines around matches are for patterns; with labels every line is shown.");
        }
        else if (context.Get(OnlyLabel))
        {
            throw new CliException("-o prints labels; give them with -e or -f.");
        }
        if (!piped) return;
        if (hasContext) throw new CliException("Lines around matches are read from files; a pipe has only the lines that come through it. Name the files, or ask the command before for the lines.");
        if (context.Get(FilesWithout)) throw new CliException("--files-without-match needs files; a pipe tells only of lines. Name the files.");
    }

    private static void AtLeastZero(Option<int?> option) =>
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && number < 0) result.AddError($"{option.Name} must not be negative; found {number}.");
        });
}
