using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace FedMl.Features.Datasphere.Rows;

/// <summary>Numbers of JSON as decimals without an exponent, digit by digit.</summary>
internal static partial class DecimalText
{
    // HANA's floating decimals end at 6111.
    private const int MaxExponent = 6200;

    /// <summary>The number without its exponent; null: it has one beyond any source's.</summary>
    public static string? Plain(string number)
    {
        var match = WithExponent().Match(number);
        if (!match.Success)
        {
            return number;
        }

        if (!int.TryParse(match.Groups["exponent"].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || Math.Abs(exponent) > MaxExponent)
        {
            return null;
        }

        var fraction = match.Groups["fraction"].Value;
        var digits = match.Groups["whole"].Value + fraction;
        var point = digits.Length - fraction.Length + exponent;
        var padded = new StringBuilder(digits);
        if (point <= 0)
        {
            padded.Insert(0, "0", 1 - point);
            point = 1;
        }

        padded.Append('0', Math.Max(0, point - padded.Length));
        var whole = padded.ToString(0, point).TrimStart('0');
        var rest = padded.ToString(point, padded.Length - point);
        return $"{match.Groups["sign"].Value}{(whole.Length == 0 ? "0" : whole)}{(rest.Length == 0 ? "" : "." + rest)}";
    }

    [GeneratedRegex(@"^(?<sign>-?)(?<whole>[0-9]+)(\.(?<fraction>[0-9]+))?[eE](?<exponent>[+-]?[0-9]+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex WithExponent();
}
