namespace FedMl.Features.Sql.Statements;

/// <summary>How the event time is compared.</summary>
/// <param name="Sql">Stands before the comparison and orders rows by time.</param>
/// <param name="ToParameter">A point in time as its parameter, never later than the point in time.</param>
internal sealed record EventTimeMatch(string Sql, Func<DateTimeOffset, object> ToParameter);
