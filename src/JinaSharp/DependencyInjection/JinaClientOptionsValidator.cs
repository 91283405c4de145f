using JinaSharp.Client;
using Microsoft.Extensions.Options;

namespace JinaSharp.DependencyInjection;

/// <summary>Checks the options when the host starts.</summary>
internal sealed class JinaClientOptionsValidator : IValidateOptions<JinaClientOptions>
{
    public ValidateOptionsResult Validate(string? name, JinaClientOptions options)
    {
        try
        {
            options.Validate();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }
}
