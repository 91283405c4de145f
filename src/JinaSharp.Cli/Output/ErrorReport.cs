using System.Text.Json;
using JinaSharp.Cli.Commands;

namespace JinaSharp.Cli.Output;

/// <summary>The one place where an exception becomes a message on stderr and an exit code.</summary>
internal static class ErrorReport
{
    public static int Write(Exception exception, CliContext context)
    {
        var (exitCode, message) = Describe(exception, context.CancellationToken);
        message = ShellAdvice.Of(message, [.. context.Parsed.CommandResult.Command.Options.Select(static option => option.Name)]);
        context.Host.Error.WriteLine($"jina: {TerminalText.Escape(message, keepNewlines: true)}");
        if (exception is CliException { ShowsUsage: true }) CommandUsage.WriteShort(context.Host.Error, context.Parsed.CommandResult.Command);
        if (context.Verbose && exitCode != ExitCodes.Interrupted) context.Host.Error.WriteLine(TerminalText.Escape(exception.ToString(), keepNewlines: true));
        return exitCode;
    }

    public static (int ExitCode, string Message) Describe(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException when cancellationToken.IsCancellationRequested => (ExitCodes.Interrupted, "interrupted."),
        AggregateException { InnerException: { } inner } => Describe(inner, cancellationToken),
        CliException cli => (cli.ExitCode, cli.Message),
        FilterSyntaxException or EmbeddingProfileMismatchException or ModelFormatException => (ExitCodes.UserError, exception.Message),
        JinaApiException api => (ExitCodes.ServiceError, api.RequestId is null || api.Message.Contains(api.RequestId, StringComparison.Ordinal) ? api.Message : $"{api.Message} (request id {api.RequestId})"),
        // Asked for what is not there: no fault of the store.
        JinaException
        {
            Code: "unknown_field" or "unsupported_feature" or "input_too_long" or "input_empty"
                or "invalid_definition" or "invalid_record" or "invalid_query" or "unknown_vector" or "collection_differs" or "no_keyword_index" or "unknown_setting",
        } => (ExitCodes.UserError, exception.Message),
        JinaException => (ExitCodes.ServiceError, exception.Message),
        FileNotFoundException or DirectoryNotFoundException => (ExitCodes.UserError, exception.Message),
        HttpRequestException or IOException or UnauthorizedAccessException => (ExitCodes.ServiceError, exception.Message),
        ArgumentException => (ExitCodes.UserError, Sentence(exception.Message)),
        NotSupportedException => (ExitCodes.UserError, exception.Message),
        JsonException => (ExitCodes.UserError, $"the input is not valid JSON: {exception.Message}"),
        _ => (ExitCodes.ServiceError, $"unexpected {exception.GetType().Name}: {exception.Message} (--verbose shows where)"),
    };

    // Without what the platform adds for programmers: the parameter's name and the value once more.
    private static string Sentence(string message)
    {
        var end = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
