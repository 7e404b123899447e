using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace FedMl.ServiceDefaults.Hosting;

/// <summary>Why a process cannot start, in one line a fault and without a stack trace.</summary>
public static partial class StartFault
{
    private const string ConfigurationBinder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>False where the exception is a bug and no fault of whoever starts the process.</summary>
    /// <param name="exception">What building or starting a host threw.</param>
    /// <param name="optionOf">Names the option that sets a port.</param>
    /// <param name="message">One line a fault.</param>
    public static bool TryDescribe(Exception exception, Func<int, string> optionOf, [NotNullWhen(true)] out string? message)
    {
        var faults = Faults(exception, optionOf);
        message = faults is null ? null : string.Join(Environment.NewLine, faults.Distinct(StringComparer.Ordinal).Select(f => "Cannot start: " + f));
        return message is not null;
    }

    /// <summary>What is wrong with the options, one text a fault; null where the exception is of another kind.</summary>
    public static IReadOnlyList<string>? OptionFaultsOf(Exception exception) => OptionFaults(exception)?.Distinct(StringComparer.Ordinal).ToArray();

    private static IEnumerable<string>? OptionFaults(Exception exception) => exception switch
    {
        OptionsValidationException options => options.Failures,
        AggregateException many when many.InnerExceptions.All(e => e is OptionsValidationException) =>
            many.InnerExceptions.Cast<OptionsValidationException>().SelectMany(e => e.Failures),
        InvalidOperationException { Source: ConfigurationBinder } => [exception.Message],
        _ => null,
    };

    private static IEnumerable<string>? Faults(Exception exception, Func<int, string> optionOf) => OptionFaults(exception) ?? exception switch
    {
        _ when PortInUse(exception) is { } port => [PortsInUse.Describe(port, optionOf(port))],
        _ => null,
    };

    private static int? PortInUse(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is AddressInUseException or IOException && Port().Match(e.Message) is { Success: true } match)
            {
                return int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    [GeneratedRegex(@":(\d{1,5})(?:/|:|\s|$)(?=.*in use|.*bind)", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Port();
}
