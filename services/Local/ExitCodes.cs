namespace FedMl.Local;

internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>A port is in use, a folder is missing, a setting is wrong.</summary>
    public const int CannotStart = 1;

    /// <summary>The command line is not understood.</summary>
    public const int Usage = 2;
}
