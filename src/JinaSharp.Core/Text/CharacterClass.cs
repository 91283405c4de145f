namespace JinaSharp.Text;

/// <summary>What a UTF-16 code unit means to the text analyser.</summary>
internal enum CharacterClass : byte
{
    /// <summary>Ends a word.</summary>
    Separator = 0,

    /// <summary>A letter of a word that is not upper case.</summary>
    Lower,

    /// <summary>An upper-case letter of a word.</summary>
    Upper,

    /// <summary>A digit of a word.</summary>
    Digit,

    /// <summary>An underscore or its like: joins the parts of an identifier.</summary>
    Connector,

    /// <summary>An accent, a soft hyphen or another format character: left out of the word that it is in.</summary>
    Ignored,

    /// <summary>A letter of a script that is written without spaces, or (Hangul) whose words carry particles.</summary>
    Unsegmented,

    /// <summary>A Han ideograph: unsegmented, and a word of its own as well.</summary>
    Ideograph,

    /// <summary>A pictograph such as an emoji: a token of its own.</summary>
    Symbol,

    /// <summary>One half of a surrogate pair; the pair decides.</summary>
    Surrogate,
}
