using System.Globalization;

namespace FedMl.Features.Views;

/// <summary>Durations as view files write them: <c>15s</c>, <c>30m</c>, <c>1h</c>, <c>7d</c>.</summary>
internal static class TimeToLive
{
    private const int MaxDays = 36_500;

    public static TimeSpan? TryParse(string text)
    {
        if (!int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return null;
        }

        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        return unit is { } one && number <= TimeSpan.FromDays(MaxDays) / one ? number * one : null;
    }
}
