namespace JinaSharp;

internal enum FilterTokenKind
{
    End = 0,
    Field,
    Value,
    Word,
    Symbol,
}
