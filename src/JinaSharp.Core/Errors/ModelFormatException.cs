namespace JinaSharp;

/// <summary>A model folder or file that is damaged, incomplete, or of an unknown kind.</summary>
public sealed class ModelFormatException : JinaException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected, what was found, and what to do.</param>
    /// <param name="file">The file at fault.</param>
    /// <param name="tensorName">The tensor at fault.</param>
    /// <param name="innerException">The cause, if any.</param>
    public ModelFormatException(string message, string? file = null, string? tensorName = null, Exception? innerException = null)
        : base(message, innerException)
    {
        File = file;
        TensorName = tensorName;
        Code = "model_format";
    }

    /// <summary>The file at fault.</summary>
    public string? File { get; }

    /// <summary>The tensor at fault.</summary>
    public string? TensorName { get; }
}
