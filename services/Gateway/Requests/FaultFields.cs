using FedMl.ServiceDefaults.Errors;

namespace FedMl.Gateway.Requests;

/// <summary>Tells what a neighbour told in the names of the JSON that the caller sent.</summary>
internal static class FaultFields
{
    /// <param name="failure">What the neighbour told.</param>
    /// <param name="translate">The name in the JSON of a field of the neighbour's message.</param>
    public static ServiceException Translate(ServiceException failure, Func<string, string> translate)
    {
        var message = failure.Message;
        var faults = new List<Fault>();
        foreach (var fault in failure.Faults)
        {
            var translated = fault with { Field = translate(fault.Field) };
            var shown = translated.Field.Length == 0 ? fault.Description : $"{translated.Field}: {fault.Description}";
            message = message.Replace($"{fault.Field}: {fault.Description}", shown, StringComparison.Ordinal);
            faults.Add(translated);
        }

        return new ServiceException(failure.Reason, message, faults, failure) { RetryAfter = failure.RetryAfter };
    }
}
