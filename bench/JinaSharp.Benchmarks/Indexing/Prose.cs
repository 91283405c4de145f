using System.Text;

namespace JinaSharp.Benchmarks.Indexing;

/// <summary>Text with the statistics that matter to an indexer: words as frequent as in natural text, sentences, paragraphs.</summary>
internal static class Prose
{
    private static readonly string[] Vocabulary = CreateVocabulary();

    public static void Append(StringBuilder text, int length, int seed)
    {
        var random = new Random(seed);
        var end = text.Length + length;
        while (text.Length < end)
        {
            // The r-th most frequent word comes in proportion to 1/r.
            text.Append(Vocabulary[(int)Math.Exp(random.NextDouble() * Math.Log(Vocabulary.Length))]);
            text.Append(random.Next(600) switch
            {
                < 8 => ".\n\n",
                < 50 => ". ",
                < 90 => ", ",
                _ => " ",
            });
        }
    }

    private static string[] CreateVocabulary()
    {
        var random = new Random(1);
        var vocabulary = new string[50_000];
        for (var i = 0; i < vocabulary.Length; i++)
        {
            var letters = new char[Math.Min(13, 2 + (int)(Math.Log(i + 1) * 0.7) + random.Next(4))];
            for (var j = 0; j < letters.Length; j++) letters[j] = "etaoinshrdlucmfwypvbgkjqxz"[(int)(26 * Math.Pow(random.NextDouble(), 1.7))];
            vocabulary[i] = new string(letters);
        }
        return vocabulary;
    }
}
