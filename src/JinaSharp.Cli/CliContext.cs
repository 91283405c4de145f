using System.CommandLine;
using JinaSharp.Cli.Commands;
using JinaSharp.Cli.Output;

namespace JinaSharp.Cli;

/// <summary>One run of one command: what was asked for, and where answers go.</summary>
internal sealed class CliContext(ParseResult parsed, CliHost host, CancellationToken cancellationToken)
{
    private CliOutput? _output;

    public ParseResult Parsed { get; } = parsed;

    public CliHost Host { get; } = host;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public bool Json => Parsed.GetValue(SharedOptions.Json);

    public bool Verbose => Parsed.GetValue(SharedOptions.Verbose);

    public bool Quiet => Parsed.GetValue(SharedOptions.Quiet);

    public CliOutput Output => _output ??= new CliOutput(this);

    /// <summary>The value of an option or its default.</summary>
    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    /// <summary>The value of an argument or its default.</summary>
    public T? Get<T>(Argument<T> argument) => Parsed.GetValue(argument);

    /// <summary>Whether an option was given, whatever its value.</summary>
    public bool IsGiven(Option option) => Parsed.GetResult(option) is { Implicit: false };
}
