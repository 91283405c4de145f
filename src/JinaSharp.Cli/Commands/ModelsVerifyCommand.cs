using System.CommandLine;
using System.Globalization;
using JinaSharp.Cli.Output;
using JinaSharp.Cli.Selection;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina models verify DIR</c>: whether a model folder gives the outputs published for its model.</summary>
internal static class ModelsVerifyCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "A model's folder, or the id of a pulled model." };

    private static readonly Option<string?> As = new("--as") { Description = "Which model it should be. Default: what its name or shape says.", HelpName = "ID" };

    public static Command Create(CliHost host) =>
        new Command("verify", "Compare a model folder with the outputs published for its model.") { Folder, As }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var folder = ModelFolders.Require(context.Host, context.Get(Folder)!, "a model");
        var verification = await LocalModelVerification.RunAsync(folder, context.Get(As), context.CancellationToken);
        if (context.Json) context.Output.Json(Document(verification), CliJsonContext.Default.VerifyDocument);
        else
            foreach (var line in Lines(verification)) context.Output.Wrapped(line, 6);
        return verification.Passed ? ExitCodes.Ok : ExitCodes.UserError;
    }

    private static IEnumerable<string> Lines(LocalModelVerification verification)
    {
        var (model, checks) = (verification.ModelId, verification.Checks);
        foreach (var check in checks)
        {
            var result = check.Obstacle is { } obstacle ? $"not comparable: {obstacle}" : string.Create(CultureInfo.InvariantCulture, $"off by {check.Difference:0.0E+0}, at most {check.Tolerance:0.0E+0}");
            yield return $"{(check.Passed ? "pass" : "FAIL")}  {TerminalText.Escape(check.Description)}: {TerminalText.Escape(result)}";
        }
        var failed = checks.Count(check => !check.Passed);
        var worst = checks.Max(check => check.Difference / check.Tolerance);
        yield return failed == 0
            ? $"{model}: pass. All {checks.Count} published outputs are reproduced; the nearest to its limit uses {worst:0%} of it."
            : $"{model}: FAIL. {failed} of {checks.Count} published outputs differ{(double.IsFinite(worst) ? string.Create(CultureInfo.InvariantCulture, $", by up to {worst:0.#} times the tolerance") : "")}. "
                + (failed == checks.Count ? "This may be another model: name it with --as." : "The weights may be of another revision, or damaged.");
        if (verification.NotCompared.Count > 0) yield return $"Not compared, since nothing is published: {string.Join("; ", verification.NotCompared)}.";
    }

    private static VerifyDocument Document(LocalModelVerification verification) => new()
    {
        Model = verification.ModelId,
        Passed = verification.Passed,
        // JSON has no infinity: what cannot be compared has no difference.
        Checks = [.. verification.Checks.Select(check => new VerifyItem
        {
            Check = check.Description,
            Passed = check.Passed,
            Difference = double.IsFinite(check.Difference) ? check.Difference : null,
            Tolerance = check.Tolerance,
            Obstacle = check.Obstacle,
        })],
        NotCompared = verification.NotCompared,
    };
}
