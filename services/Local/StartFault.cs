using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace FedMl.Local;

/// <summary>Why the process cannot start, in one line a fault and without a stack trace.</summary>
internal static partial class StartFault
{
    public static bool TryDescribe(Exception exception, LocalArguments arguments, [NotNullWhen(true)] out string? message)
    {
        message = exception switch
        {
            OptionsValidationException options => "Cannot start: " + string.Join(Environment.NewLine + "Cannot start: ", options.Failures),
            AggregateException many when many.InnerExceptions.All(e => e is OptionsValidationException) =>
                string.Join(Environment.NewLine, many.InnerExceptions.Cast<OptionsValidationException>().SelectMany(e => e.Failures).Select(f => "Cannot start: " + f)),
            IOException when PortInUse(exception) is { } port =>
                $"Cannot start: port {port} is in use. Choose another one with {arguments.OptionOf(port)}, or 0 for any free one.",
            _ when PortInUse(exception) is { } port =>
                $"Cannot start: port {port} is in use. Choose another one with {arguments.OptionOf(port)}, or 0 for any free one.",
            _ => null,
        };
        return message is not null;
    }

    private static int? PortInUse(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is AddressInUseException or IOException && Port().Match(e.Message) is { Success: true } match)
            {
                return int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    [GeneratedRegex(@":(\d{1,5})(?:/|:|\s|$)(?=.*in use|.*bind)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Port();
}
