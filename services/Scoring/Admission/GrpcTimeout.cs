using System.Globalization;

namespace FedMl.Scoring.Admission;

/// <summary>The header in which a gRPC call tells how much time it has: up to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    /// <summary>Null where there is none, or none that can be read; the gRPC library ignores that too.</summary>
    public static TimeSpan? Parse(string header)
    {
        if (header.Length is < 2 or > MaxDigits + 1 || !long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value == 0)
        {
            return null;
        }

        return header[^1] switch
        {
            'H' => TimeSpan.FromHours(value),
            'M' => TimeSpan.FromMinutes(value),
            'S' => TimeSpan.FromSeconds(value),
            'm' => TimeSpan.FromMilliseconds(value),
            'u' => TimeSpan.FromMicroseconds(value),
            'n' => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }

    /// <summary>At least a microsecond, since no time at all would be ignored.</summary>
    public static string Format(TimeSpan time) =>
        time.TotalMicroseconds <= MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)time.TotalMicroseconds)}u")
        : time.TotalMilliseconds <= MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}m")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Min(MaxValue, (long)time.TotalSeconds)}S");
}
