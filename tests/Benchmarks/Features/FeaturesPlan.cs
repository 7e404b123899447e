using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FedMl.Benchmarks.Features;

/// <summary>How long the benchmark of features measures.</summary>
internal sealed record FeaturesPlan(int Rounds, double Seconds)
{
    public const string Usage = "features [--rounds 7] [--seconds 2]: cached reads over gRPC beside an echo of the same payload";

    public static bool TryRead(string[] args, [NotNullWhen(true)] out FeaturesPlan? plan)
    {
        var (rounds, seconds) = (7, 2.0);
        plan = null;
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var isRead = args[i] switch
            {
                "--rounds" => int.TryParse(value, CultureInfo.InvariantCulture, out rounds) && rounds is >= 1 and <= 1000,
                "--seconds" => double.TryParse(value, CultureInfo.InvariantCulture, out seconds) && seconds is >= 0.1 and <= 600,
                _ => false,
            };
            if (!isRead)
            {
                return false;
            }
        }

        plan = new FeaturesPlan(rounds, seconds);
        return true;
    }
}
