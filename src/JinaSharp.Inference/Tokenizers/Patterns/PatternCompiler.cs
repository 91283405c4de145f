using JinaSharp.Inference.Tokenizers.Unicode;

namespace JinaSharp.Inference.Tokenizers.Patterns;

/// <summary>Turns a syntax tree into instructions.</summary>
internal sealed class PatternCompiler
{
    private const int LargestProgram = 20_000;

    private readonly List<PatternInstruction> _code = [];
    private readonly string _pattern;
    private int _registers;

    private PatternCompiler(string pattern) => _pattern = pattern;

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="ModelFormatException">The pattern is wrong, unsupported or too large.</exception>
    public static (PatternInstruction[] Code, int Registers, CodePointSet? First) Compile(string pattern)
    {
        var compiler = new PatternCompiler(pattern);
        var node = PatternParser.Parse(pattern);
        compiler.Add(node);
        compiler.Emit(new PatternInstruction(PatternOp.Accept));
        return ([.. compiler._code], compiler._registers, FirstOf(node));
    }

    // What a match can start with; null when it may be empty or depends on what stands before.
    private static CodePointSet? FirstOf(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.OneOf one:
                return one.Set;
            case PatternNode.Atomic atomic:
                return FirstOf(atomic.Item);
            case PatternNode.Repeat { Minimum: > 0 } repeat:
                return FirstOf(repeat.Item);
            case PatternNode.Choice choice:
                var sets = choice.Items.Select(FirstOf).ToList();
                return sets.Contains(null) ? null : new CodePointSet(sets.SelectMany(s => s!.Ranges));
            case PatternNode.Sequence sequence:
                var ranges = new List<(int, int)>();
                foreach (var item in sequence.Items)
                {
                    if (FirstOf(item) is { } set)
                        return new CodePointSet(ranges.Concat(set.Ranges));
                    if (item is not PatternNode.Repeat { Minimum: 0 } optional || FirstOf(optional.Item) is not { } maybe)
                        return null;
                    ranges.AddRange(maybe.Ranges);
                }

                return null;
            default:
                return null;
        }
    }

    // The least and greatest number of code points of a match; int.MaxValue when there is no limit.
    private static (int Least, int Most) Width(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.OneOf:
                return (1, 1);
            case PatternNode.Atomic atomic:
                return Width(atomic.Item);
            case PatternNode.Repeat repeat:
                var (least, most) = Width(repeat.Item);
                return (Times(least, repeat.Minimum), Times(most, repeat.Maximum));
            case PatternNode.Choice choice:
                var widths = choice.Items.Select(Width).ToList();
                return (widths.Min(w => w.Least), widths.Max(w => w.Most));
            case PatternNode.Sequence sequence:
                return sequence.Items.Select(Width).Aggregate((Least: 0, Most: 0), (sum, w) => (Plus(sum.Least, w.Least), Plus(sum.Most, w.Most)));
            default:
                return (0, 0);
        }
    }

    private static int Times(int a, int b) => (int)Math.Min(int.MaxValue, (long)a * b);

    private static int Plus(int a, int b) => (int)Math.Min(int.MaxValue, (long)a + b);

    private void Add(PatternNode node)
    {
        switch (node)
        {
            case PatternNode.OneOf one:
                Emit(new PatternInstruction(PatternOp.OneOf, Set: one.Set));
                break;
            case PatternNode.Sequence sequence:
                foreach (var item in sequence.Items)
                    Add(item);
                break;
            case PatternNode.Choice choice:
                AddChoice(choice);
                break;
            case PatternNode.Repeat repeat:
                AddRepeat(repeat);
                break;
            case PatternNode.Look look:
                var (least, most) = look.Behind ? Width(look.Item) : (0, 0);
                var op = (look.Behind, look.Negative) switch
                {
                    (false, false) => PatternOp.LookAhead,
                    (false, true) => PatternOp.NotAhead,
                    (true, false) => PatternOp.LookBehind,
                    (true, true) => PatternOp.NotBehind,
                };
                AddEnclosed(op, look.Item, least, most);
                break;
            case PatternNode.Atomic atomic:
                AddEnclosed(PatternOp.Atomic, atomic.Item, 0, 0);
                break;
            case PatternNode.Position position:
                Emit(new PatternInstruction(PatternOp.Anchor, (int)position.Anchor));
                break;
            default:
                throw new InvalidOperationException($"Unknown node {node.GetType().Name}.");
        }
    }

    private void AddEnclosed(PatternOp op, PatternNode item, int least, int most)
    {
        var at = Emit(default);
        Add(item);
        Emit(new PatternInstruction(PatternOp.Accept));
        _code[at] = new PatternInstruction(op, _code.Count, least, most);
    }

    private void AddChoice(PatternNode.Choice choice)
    {
        var jumps = new List<int>();
        for (var i = 0; i < choice.Items.Count; i++)
        {
            var last = i == choice.Items.Count - 1;
            var split = last ? -1 : Emit(default);
            Add(choice.Items[i]);
            if (last)
                break;
            jumps.Add(Emit(default));
            _code[split] = new PatternInstruction(PatternOp.Split, split + 1, _code.Count);
        }

        foreach (var jump in jumps)
            _code[jump] = new PatternInstruction(PatternOp.Jump, _code.Count);
    }

    private void AddRepeat(PatternNode.Repeat repeat)
    {
        var single = repeat.Item as PatternNode.OneOf ??
            (repeat.Item is PatternNode.Sequence { Items: [PatternNode.OneOf only] } ? only : null);
        if (single is not null && repeat.Kind != PatternNode.Greed.Lazy)
        {
            var op = repeat.Kind == PatternNode.Greed.Possessive ? PatternOp.PossessiveRun : PatternOp.Run;
            Emit(new PatternInstruction(op, repeat.Minimum, repeat.Maximum, Set: single.Set));
            return;
        }

        if (repeat.Kind == PatternNode.Greed.Possessive)
        {
            AddEnclosed(PatternOp.Atomic, repeat with { Kind = PatternNode.Greed.Greedy }, 0, 0);
            return;
        }

        for (var i = 0; i < repeat.Minimum; i++)
            Add(repeat.Item);
        if (repeat.Maximum == int.MaxValue)
            AddLoop(repeat);
        else
            AddOptional(repeat, repeat.Maximum - repeat.Minimum);
    }

    private void AddLoop(PatternNode.Repeat repeat)
    {
        var split = Emit(default);
        var register = _registers++;
        var mayBeEmpty = Width(repeat.Item).Least == 0;
        if (mayBeEmpty)
            Emit(new PatternInstruction(PatternOp.Mark, register));
        Add(repeat.Item);
        var leave = mayBeEmpty ? Emit(default) : -1;
        Emit(new PatternInstruction(PatternOp.Jump, split));
        if (mayBeEmpty)
            _code[leave] = new PatternInstruction(PatternOp.LeaveIfEmpty, register, _code.Count);
        _code[split] = Split(repeat.Kind, split + 1, _code.Count);
    }

    private void AddOptional(PatternNode.Repeat repeat, int count)
    {
        var splits = new List<int>();
        for (var i = 0; i < count; i++)
        {
            splits.Add(Emit(default));
            Add(repeat.Item);
        }

        foreach (var split in splits)
            _code[split] = Split(repeat.Kind, split + 1, _code.Count);
    }

    private static PatternInstruction Split(PatternNode.Greed greed, int enter, int leave) => greed == PatternNode.Greed.Lazy
        ? new PatternInstruction(PatternOp.Split, leave, enter)
        : new PatternInstruction(PatternOp.Split, enter, leave);

    private int Emit(PatternInstruction instruction)
    {
        if (_code.Count >= LargestProgram)
            throw new ModelFormatException($"The pattern '{_pattern}' expands to more than {LargestProgram} steps. Check the counts in the pattern of the tokenizer file.");
        _code.Add(instruction);
        return _code.Count - 1;
    }
}
