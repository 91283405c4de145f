namespace JinaSharp;

/// <summary>The root of every error that JinaSharp raises itself. Argument bugs stay <see cref="ArgumentException"/>.</summary>
public class JinaException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what was found, and what to do.</param>
    /// <param name="innerException">The cause, if any.</param>
    public JinaException(string message, Exception? innerException = null) : base(message, innerException)
    {
    }

    /// <summary>A short, stable, machine-readable name of the problem, such as <c>profile_mismatch</c>.</summary>
    /// <value>Null when the problem has no name of its own.</value>
    public string? Code { get; init; }

    /// <summary>Whether the same call may succeed later without any change by the caller.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool IsTransient { get; init; }
}
