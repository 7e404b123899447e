using System.Globalization;

namespace FedMl.Features.Columns;

/// <summary>The forms of texts that are checked value by value, which patterns are too slow for.</summary>
internal static class TextForms
{
    private const int DateLength = 10;

    /// <summary>Optional sign, digits, optional point and digits.</summary>
    public static bool IsPlainDecimal(ReadOnlySpan<char> text)
    {
        text = text is ['+' or '-', ..] ? text[1..] : text;
        var point = text.IndexOf('.');
        return AreDigits(point < 0 ? text : text[..point]) && (point < 0 || AreDigits(text[(point + 1)..]));
    }

    /// <summary>Reads <c>yyyy-MM-dd</c>, years 1 to 9999.</summary>
    /// <param name="text">The date.</param>
    /// <param name="day">Days since 0001-01-01.</param>
    public static bool TryReadDay(ReadOnlySpan<char> text, out int day)
    {
        day = 0;
        if (text.Length != DateLength || text[4] != '-' || text[7] != '-' || !AreDigits(text[..4]) || !AreDigits(text[5..7]) || !AreDigits(text[8..]))
        {
            return false;
        }

        var (year, month, dayOfMonth) = (Number(text[..4]), Number(text[5..7]), Number(text[8..]));
        if (year == 0 || month is < 1 or > 12 || dayOfMonth < 1 || dayOfMonth > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateOnly(year, month, dayOfMonth).DayNumber;
        return true;
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExceptInRange('0', '9');

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
