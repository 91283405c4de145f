using System.CommandLine;
using System.Globalization;
using JinaSharp.Cli.Output;
using JinaSharp.Inference;
using Spectre.Console;

namespace JinaSharp.Cli.Commands;

/// <summary><c>jina models pull</c>: brings a model from a hub to this machine and prints its folder.</summary>
internal static class ModelsPullCommand
{
    private static readonly Argument<string> Id = new("ID") { Description = "The model, such as jinaai/jina-embeddings-v2-small-en; Jina's own need no 'jinaai/'." };

    private static readonly Option<string?> Hub = new("--hub")
    {
        Description = "Address of the hub. Default: HF_ENDPOINT, else https://huggingface.co. A token is read from HF_TOKEN or HUGGING_FACE_HUB_TOKEN.",
        HelpName = "URL",
    };

    private static readonly Option<string> Revision = new("--revision") { Description = "Branch, tag or commit.", HelpName = "REV", DefaultValueFactory = _ => "main" };

    private static readonly Option<string?> Folder = new("--dir") { Description = "Folder for the files. Default: the cache, where --model finds the model by its id.", HelpName = "DIR" };

    private static readonly Option<string[]> Include = new("--include")
    {
        Description = "Files to download beyond configuration, tokenizer and safetensors weights, such as 'onnx/*'; may be given several times.",
        HelpName = "GLOB",
    };

    private static readonly Option<bool> Offline = new("--offline") { Description = "Leave the network alone: print the folder if the model is here. Also by HF_HUB_OFFLINE=1." };

    public static Command Create(CliHost host) =>
        new Command("pull", "Download a model from a hub; what is here already is kept, what was interrupted continues.") { Id, Hub, Revision, Folder, Include, Offline }.Runs(host, RunAsync);

    private static async Task<int> RunAsync(CliContext context)
    {
        var options = ModelHubOptions.FromEnvironment(context.Host.GetVariable);
        if (context.Get(Hub) is { } address)
            options.Endpoint = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw new CliException($"--hub must be an http or https address; found '{address}'.");
        options.Offline |= context.Get(Offline);
        var pull = new ModelPullOptions
        {
            Revision = context.Get(Revision)!,
            Folder = context.Get(Folder) is { } folder ? context.Host.Resolve(folder) : null,
            Include = context.Get(Include) ?? [],
        };
        using var hub = new ModelHub(options);
        var model = context.Output.ShowsProgress && !options.Offline
            ? await ShowAsync(context, progress => hub.PullAsync(context.Get(Id)!, pull, progress, context.CancellationToken))
            : await hub.PullAsync(context.Get(Id)!, pull, new WaitNote(context.Output), context.CancellationToken);
        if (context.Json)
        {
            context.Output.Json(PulledModelReport.From(model), CliJsonContext.Default.PulledModelReport);
        }
        else
        {
            var size = model.Files.Sum(file => file.Size);
            var received = model.BytesDownloaded == 0 ? "all of it was here" : $"{Megabytes(model.BytesDownloaded)} downloaded";
            context.Output.Note($"{model.ModelId} at {model.Commit[..Math.Min(8, model.Commit.Length)]}: {model.Files.Count} files, {Megabytes(size)}; {received}.");
            context.Output.Line(model.Folder);
        }
        return ExitCodes.Ok;
    }

    private static async Task<PulledModel> ShowAsync(CliContext context, Func<IProgress<ModelPullProgress>, Task<PulledModel>> pull)
    {
        PulledModel? model = null;
        await context.Output.Notes.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(async display =>
            {
                var bar = display.AddTask("Looking", autoStart: true, maxValue: 1);
                model = await pull(new Bar(bar));
                bar.Value = bar.MaxValue;
            });
        return model!;
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    private sealed class Bar(ProgressTask task) : IProgress<ModelPullProgress>
    {
        public void Report(ModelPullProgress value)
        {
            lock (task)
            {
                task.Description = Markup.Escape(TerminalText.Escape(value.File.Length == 0 ? "Waiting for another download" : value.File));
                if (value.TotalSize == 0) return;
                task.MaxValue = value.TotalSize;
                task.Value = value.TotalBytes;
            }
        }
    }

    private sealed class WaitNote(CliOutput output) : IProgress<ModelPullProgress>
    {
        public void Report(ModelPullProgress value)
        {
            if (value.File.Length == 0) output.Note("Waiting: another process downloads this model.");
        }
    }
}
