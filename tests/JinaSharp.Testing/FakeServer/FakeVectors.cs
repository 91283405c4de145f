using System.Text;

namespace JinaSharp.Testing;

/// <summary>Vectors that depend on nothing but their input: the same everywhere, unit length, cut as Matryoshka vectors are.</summary>
public static class FakeVectors
{
    /// <summary>A vector of unit length.</summary>
    /// <param name="content">What is embedded.</param>
    /// <param name="model">The model's id.</param>
    /// <param name="dimensions">How many numbers of the model's vector to keep.</param>
    /// <param name="task">The task, which moves the vector a little.</param>
    /// <param name="context">What late chunking adds: the whole document, which moves the vector a little.</param>
    /// <param name="normalize">Whether the vector has unit length.</param>
    /// <returns>The vector.</returns>
    public static float[] Create(string content, string model, int dimensions, string? task = null, string? context = null, bool normalize = true)
    {
        var vector = new float[dimensions];
        AddNoise(vector, Hash($"{model}\n{content}"), 1);
        if (task is not null) AddNoise(vector, Hash(task), 0.25f);
        if (context is not null) AddNoise(vector, Hash(context), 0.25f);
        if (!normalize) return vector;
        double sum = 0;
        foreach (var value in vector) sum += (double)value * value;
        var length = (float)Math.Sqrt(sum);
        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
        return vector;
    }

    /// <summary>A score from 0 to 1: the share of the query's words that the document has.</summary>
    /// <param name="query">The query.</param>
    /// <param name="document">The document.</param>
    /// <returns>The score.</returns>
    public static double Overlap(string query, string document)
    {
        var words = Words(query);
        return words.Count == 0 ? 0 : (double)Words(document).Count(words.Contains) / words.Count;
    }

    private static HashSet<string> Words(string text) =>
        [.. text.ToLowerInvariant().Split([' ', '\n', '\t', '.', ',', ';', ':', '?', '!'], StringSplitOptions.RemoveEmptyEntries)];

    private static void AddNoise(float[] vector, ulong seed, float weight)
    {
        // SplitMix64: each dimension depends on the seed and its number alone, so that a shorter vector is the beginning of a longer one.
        for (var i = 0; i < vector.Length; i++)
        {
            var z = seed + ((ulong)(i + 1) * 0x9E3779B97F4A7C15UL);
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            z ^= z >> 31;
            vector[i] += weight * (((z >> 40) / 8388608f) - 1);
        }
    }

    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 1099511628211UL;
        return hash;
    }
}
