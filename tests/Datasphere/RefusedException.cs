namespace FedMl.Tests.Datasphere;

/// <summary>A request that is not answered.</summary>
/// <param name="isUnexpected">
/// No client that knows the interface sends it; otherwise it is one that has to be tried, as what a federated source can do.
/// </param>
internal sealed class RefusedException(int status, string message, bool isUnexpected = true) : Exception(message)
{
    public int Status => status;

    public bool IsUnexpected => isUnexpected;
}
