namespace FedMl.Benchmarks.Wires;

/// <summary>Takes answers while nothing was asked.</summary>
internal sealed class NoAnswers : IAnswers
{
    public static readonly NoAnswers Instance = new();

    public void Answered(int slot, ReadOnlySpan<byte> answer, int headerBytes = -1) => throw new WireException("The server answered what nobody asked.");

    public void Failed(int slot, Fault fault) => throw new WireException($"{fault.Kind}: {fault.Detail}");
}
