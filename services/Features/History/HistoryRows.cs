using FedMl.Features.Columns;
using FedMl.Features.Online;

namespace FedMl.Features.History;

/// <summary>Rows of one message: their keys, and the time that each is asked about, microseconds since 1970, UTC.</summary>
internal sealed record HistoryRows(KeyColumns Keys, ColumnValues<long> Times);
