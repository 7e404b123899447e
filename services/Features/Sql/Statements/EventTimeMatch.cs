namespace FedMl.Features.Sql.Statements;

/// <summary>How the event time is compared.</summary>
/// <param name="Sql">Stands before the comparison and orders rows by time.</param>
/// <param name="ToParameter">A point in time as its parameter, never later than the point in time.</param>
/// <param name="Type">The database's type of that parameter.</param>
internal sealed record EventTimeMatch(string Sql, string Type, Func<DateTimeOffset, object> ToParameter);
