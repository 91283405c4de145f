namespace JinaSharp.Client;

/// <summary>A call was not sent, as it would have gone beyond the budget.</summary>
public sealed class JinaBudgetException : JinaException
{
    internal JinaBudgetException(string message) : base(message) => Code = "budget_exceeded";
}
