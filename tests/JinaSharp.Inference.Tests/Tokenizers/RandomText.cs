using System.Text;

namespace JinaSharp.Inference.Tests.Tokenizers;

/// <summary>Seeded text of every kind that tokenizers treat differently.</summary>
internal sealed class RandomText(int seed)
{
    private static readonly string[] Fragments =
    [
        " ", " ", "  ", "\n", "\r\n", "\t", "\u00A0", "\u3000", "\u2028", "'s", "'S", "'ll", "'LL", "'re", "'v", "'\u017F", "'", "don't", "a", "Z", "hello", "World",
        "e\u0301", "\u00E9", "\u0301", "\u0323\u0307", "\u1E9B\u0323", "1", "42", "12345", "\u0663", "\u2167", "\u00BD", "\u00B2", "-", "...", "!?", "$", "_", "\u2581",
        "\u4F60\u597D", "\u65E5\u672C\u8A9E", "\uD55C\uAD6D", "\u1112\u1161\u11AB", "\u0E01\u0E33", "\u0939\u093F\u0928\u094D\u0926\u0940", "\u043F\u0440\u0438\u0432\u0435\u0442",
        "\u0645\u0631\u062D\u0628\u0627", "\uD83D\uDE0A", "\uD83D\uDC69\u200D\uD83D\uDC67", "\uD840\uDC00", "\uD801\uDC00", "\uD835\uDD38", "\uFFFD", "\u200B", "\u0000", "\u007F", "\uFB01",
        "<mask>", "<s>", "[SEP]", "<|endoftext|>",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A text of so many fragments.</summary>
    public string Next(int fragments)
    {
        var text = new StringBuilder();
        for (var i = 0; i < fragments; i++)
        {
            text.Append(_random.Next(12) switch
            {
                0 => new Rune(ScalarBelow(0x110000)).ToString(),
                1 => new Rune(ScalarBelow(0x3000)).ToString(),
                _ => Fragments[_random.Next(Fragments.Length)],
            });
        }

        return text.ToString();
    }

    /// <summary>A number below a limit.</summary>
    public int Below(int limit) => _random.Next(limit);

    private int ScalarBelow(int limit)
    {
        var value = _random.Next(limit);
        return value is >= 0xD800 and < 0xE000 ? 'x' : value;
    }
}
