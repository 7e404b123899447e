using FedMl.Features.Wire;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Features.Batches.Wire;

/// <summary>A point in time as a field: a message of seconds and nanoseconds since 1970, the latter never negative.</summary>
internal static class Moment
{
    private const int NanosPerMicrosecond = 1000;

    /// <param name="microseconds">Since 1970.</param>
    public static int SizeOf(long microseconds) => WireWriter.SizeOf(LengthOf(Split(microseconds)));

    public static void Write(ref WireWriter writer, int field, long microseconds)
    {
        var (seconds, nanos) = Split(microseconds);
        writer.Begin(field, LengthOf((seconds, nanos)));
        writer.Number(Timestamp.SecondsFieldNumber, seconds);
        writer.Number(Timestamp.NanosFieldNumber, nanos);
    }

    private static int LengthOf((long Seconds, long Nanos) time) => SizeOfNumber(time.Seconds) + SizeOfNumber(time.Nanos);

    private static int SizeOfNumber(long number) => number == 0 ? 0 : 1 + WireWriter.SizeOf([number]);

    private static (long Seconds, long Nanos) Split(long microseconds)
    {
        var seconds = Math.DivRem(microseconds, TimeSpan.MicrosecondsPerSecond, out var rest);
        return rest < 0 ? (seconds - 1, (rest + TimeSpan.MicrosecondsPerSecond) * NanosPerMicrosecond) : (seconds, rest * NanosPerMicrosecond);
    }
}
