using System.Data.Common;

namespace Sap.Data.Hana;

/// <summary>As SAP's: the code is in a property of its own, and the text may tell anything.</summary>
public sealed class HanaException(int nativeError, string message) : DbException(message)
{
    public int NativeError => nativeError;

    public override int ErrorCode => -2147467259;
}
