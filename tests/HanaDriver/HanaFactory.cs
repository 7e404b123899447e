using System.Data.Common;

namespace Sap.Data.Hana;

/// <summary>As SAP's: the instance is a field.</summary>
public sealed class HanaFactory : DbProviderFactory
{
    public static readonly HanaFactory Instance = new();

    private HanaFactory()
    {
    }

    public override DbConnection CreateConnection() => new HanaConnection();
}
