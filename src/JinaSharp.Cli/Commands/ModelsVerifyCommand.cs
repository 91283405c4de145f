using System.CommandLine;
using JinaSharp.Cli.Output;
using JinaSharp.Inference;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina models verify DIR</c>: whether a model folder gives the outputs published for its model.</summary>
internal static class ModelsVerifyCommand
{
    private static readonly Argument<string> Folder = new("folder") { Description = "The folder of a downloaded model." };

    private static readonly Option<string?> As = new("--as") { Description = "Which model it should be. Default: what its name or shape says.", HelpName = "ID" };

    public static Command Create(CliHost host) =>
        new Command("verify", "Compare a model folder with the outputs published for its model.") { Folder, As }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var (model, checks) = await LocalModelCheck.RunAsync(context.Host.Resolve(context.Get(Folder)!), context.Get(As), context.CancellationToken);
        var passed = checks.All(check => check.Passed);
        if (context.Json)
        {
            context.Output.Json(
                new VerifyDocument
                {
                    Model = model,
                    Passed = passed,
                    // JSON has no infinity: what cannot be compared has no difference.
                    Checks = [.. checks.Select(check => new VerifyItem
                    {
                        Check = check.Description,
                        Passed = check.Passed,
                        Difference = double.IsFinite(check.Difference) ? check.Difference : null,
                        Tolerance = check.Tolerance,
                    })],
                },
                CliJsonContext.Default.VerifyDocument);
        }
        else
        {
            foreach (var check in checks)
                context.Output.Line($"{(check.Passed ? "pass" : "FAIL"),-6}{check.Difference,9:0.0E+0} (at most {check.Tolerance:0.0E+0})  {TerminalText.Escape(check.Description)}");
            context.Output.Line(passed ? $"{model}: all {checks.Count} published outputs reproduced" : $"{model}: {checks.Count(check => !check.Passed)} of {checks.Count} published outputs differ");
        }
        return passed ? ExitCodes.Ok : ExitCodes.UserError;
    }
}
