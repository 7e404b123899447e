using System.Data.Common;
using System.Text;

namespace FedMl.Features.Sql.Statements;

/// <summary>Reads large objects in pieces, so that one beyond the limit is left where it is.</summary>
internal static class LargeValues
{
    private const int PieceSize = 8192;

    /// <summary>Null: larger than the limit.</summary>
    public static string? Text(DbDataReader row, int ordinal, int limit)
    {
        var text = new StringBuilder();
        var piece = new char[PieceSize];
        for (long read; (read = row.GetChars(ordinal, text.Length, piece, 0, piece.Length)) > 0;)
        {
            text.Append(piece, 0, (int)read);
            if (text.Length > limit)
            {
                return null;
            }
        }

        return text.ToString();
    }

    /// <summary>Null: larger than the limit.</summary>
    public static byte[]? Binary(DbDataReader row, int ordinal, int limit)
    {
        using var bytes = new MemoryStream();
        var piece = new byte[PieceSize];
        for (long read; (read = row.GetBytes(ordinal, bytes.Length, piece, 0, piece.Length)) > 0;)
        {
            bytes.Write(piece, 0, (int)read);
            if (bytes.Length > limit)
            {
                return null;
            }
        }

        return bytes.ToArray();
    }
}
