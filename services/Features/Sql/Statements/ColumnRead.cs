namespace FedMl.Features.Sql.Statements;

/// <summary>How a column is read.</summary>
/// <param name="Sql">Selects the value.</param>
/// <param name="Form">What it comes as.</param>
internal sealed record ColumnRead(string Sql, ReadForm Form)
{
    public static ColumnRead Native(string sql) => new(sql, ReadForm.Native);

    public static ColumnRead Text(string sql) => new(sql, ReadForm.Text);
}

internal enum ReadForm
{
    /// <summary>The driver's type, which holds every value of the column.</summary>
    Native,

    /// <summary>Text that is parsed strictly.</summary>
    Text,

    /// <summary>A large text that is read in pieces.</summary>
    LargeText,

    /// <summary>A large binary that is read in pieces.</summary>
    LargeBinary,
}
