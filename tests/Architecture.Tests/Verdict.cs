namespace FedMl.Architecture.Tests;

internal static class Verdict
{
    /// <summary>Fails with every fault, one a line.</summary>
    public static void NoFaults(IEnumerable<string> faults)
    {
        string[] all = [.. faults];
        Assert.True(all.Length == 0, $"{all.Length} faults:\n{string.Join('\n', all)}");
    }
}
