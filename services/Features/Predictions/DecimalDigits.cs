using System.Globalization;

namespace FedMl.Features.Predictions;

/// <summary>Decimals as plain digits that fit a column: what would be rounded is refused.</summary>
internal static class DecimalDigits
{
    /// <summary>Null: no decimal, or one with more digits than the column has.</summary>
    public static string? Fit(string text, TableColumn column)
    {
        var sign = text.StartsWith('-') ? "-" : "";
        var parts = (text.StartsWith('-') || text.StartsWith('+') ? text[1..] : text).Split('.');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0 || !part.All(char.IsAsciiDigit)))
        {
            return null;
        }

        var (whole, fraction) = (parts[0].TrimStart('0'), parts.Length == 2 ? parts[1].TrimEnd('0') : "");
        if (fraction.Length > column.Scale || whole.Length > column.Precision - column.Scale)
        {
            return null;
        }

        var digits = (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? "" : "." + fraction);
        return digits == "0" ? digits : sign + digits;
    }

    /// <summary>The shortest decimal that is this double; null where there is none of a handy size.</summary>
    public static string? Of(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (double)exact == number
            ? exact.ToString(CultureInfo.InvariantCulture)
            : null;
    }
}
