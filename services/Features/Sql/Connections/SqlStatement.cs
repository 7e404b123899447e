using System.Data.Common;

namespace FedMl.Features.Sql.Connections;

/// <summary>A statement and the values of its <c>?</c>, in order.</summary>
internal sealed record SqlStatement(string Text, IReadOnlyList<object> Parameters)
{
    public static SqlStatement Of(string text, params object[] parameters) => new(text, parameters);

    public void ApplyTo(DbCommand command)
    {
        command.CommandText = Text;
        foreach (var value in Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
    }

    // A record's own would tell the values to whoever logs it.
    public override string ToString() => Text;
}
