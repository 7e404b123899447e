using System.Collections.Concurrent;

namespace Sap.Data.Hana;

/// <summary>
/// The server that a test has set up at an address, as data of the process: the driver is loaded by its path, so that they
/// share no types but .NET's.
/// </summary>
internal sealed class HanaServer(IReadOnlyDictionary<string, object> settings)
{
    public string Database => (string)settings["database"];

    public string User => (string)settings["user"];

    public string Password => (string)settings["password"];

    /// <summary>Everything that was sent, with its timeout and session.</summary>
    public ConcurrentQueue<string> Log => (ConcurrentQueue<string>)settings["log"];

    /// <summary>The error that a statement gets; 0: none.</summary>
    public Func<string, int> Fault => (Func<string, int>)settings["fault"];

    public static HanaServer At(string address) =>
        AppContext.GetData($"hana:{address}") is IReadOnlyDictionary<string, object> settings
            ? new HanaServer(settings)
            : throw new HanaException(-10709, $"Connection failed (RTE:[89006] System call 'connect' failed, {address})");
}
