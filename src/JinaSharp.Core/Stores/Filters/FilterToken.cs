namespace JinaSharp;

/// <summary>One token of a filter expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; words in lower case, quotes removed.</param>
/// <param name="Value">The value of a literal.</param>
/// <param name="Column">Its column, from 1.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, PayloadValue Value, int Column);
