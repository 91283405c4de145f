using Spectre.Console;

namespace JinaSharp.Cli.Output;

/// <summary>How a command speaks: data on stdout, everything else on stderr.</summary>
internal sealed class CliOutput(CliContext context)
{
    /// <summary>Wide enough for a path, a score and a line of text where no terminal says how wide it is.</summary>
    private const int DefaultWidth = 120;

    private IAnsiConsole? _formatted;
    private IAnsiConsole? _notes;
    private TextWriter? _data;

    /// <summary>Formatted data on stdout; colour only on a terminal.</summary>
    public IAnsiConsole Data => _formatted ??= Create(context.Host.Out, context.Host.OutIsTerminal);

    /// <summary>Formatted notes on stderr, such as progress.</summary>
    public IAnsiConsole Notes => _notes ??= Create(context.Host.Error, context.Host.ErrorIsTerminal);

    /// <summary>Whether progress may be drawn.</summary>
    public bool ShowsProgress => context.Host.ErrorIsTerminal && !context.Quiet && context.Host.GetVariable("TERM") != "dumb";

    /// <summary>Whether stdout shows colour.</summary>
    public bool Colors => context.Host.OutIsTerminal && context.Host.AllowsColor;

    /// <summary>A line of data.</summary>
    public void Line(string text) => (_data ?? context.Host.Out).WriteLine(text);

    /// <summary>A line of data that a terminal shows broken between words, the parts after the first indented.</summary>
    public void Wrapped(string text, int indent)
    {
        if (!context.Host.OutIsTerminal || context.Host.Width is not { } width || width < 2 * indent)
        {
            Line(text);
            return;
        }
        foreach (var line in TerminalText.Wrap(text, width, indent)) Line(line);
    }

    /// <summary>A sentence of data for people, broken between words on a terminal.</summary>
    public void Sentence(string text) => Line(context.Host.OutIsTerminal ? Wrap(text) : text);

    /// <summary>Data goes there from here on, in place of stdout.</summary>
    public void WriteTo(TextWriter writer) => _data = writer;

    /// <summary>A line on stderr that <c>--quiet</c> leaves out.</summary>
    public void Note(string text)
    {
        if (!context.Quiet) Say(TerminalText.Escape(text));
    }

    /// <summary>A line on stderr that only <c>--verbose</c> shows.</summary>
    public void Detail(string text)
    {
        if (context.Verbose) context.Host.Error.WriteLine(TerminalText.Escape(text));
    }

    /// <summary>A line on stderr that always shows.</summary>
    public void Warn(string text) => Say($"jina: warning: {TerminalText.Escape(text)}");

    private void Say(string line) => context.Host.Error.WriteLine(context.Host.ErrorIsTerminal ? Wrap(line) : line);

    // A terminal would break a line in the middle of a word. What is longer than a line, such as an address, stays whole.
    private string Wrap(string line) =>
        context.Host.Width is { } width && line.Length > width ? string.Join(Environment.NewLine, TextWrap.Lines(line, width, keepsWords: true).Select(range => line[range])) : line;

    private IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        var colors = isTerminal && context.Host.AllowsColor;
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal && context.Host.GetVariable("TERM") != "dumb" ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = context.Host.Width ?? DefaultWidth;
        return console;
    }
}
