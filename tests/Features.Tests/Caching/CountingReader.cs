using FedMl.Features.Columns;
using FedMl.Features.Sources;

namespace FedMl.Features.Tests.Caching;

/// <summary>
/// A source far away: key <c>k7</c> has the row (7, "text 7", null), a key that starts with <c>no</c> has none, one that
/// starts with <c>two</c> has several. It writes down what it was asked, can be held up, and can fail.
/// </summary>
internal sealed class CountingReader : IRowReader
{
    private readonly Lock gate = new();
    private readonly List<(string Tenant, string Key)> asked = [];

    public static RowPlan Plan { get; } = new(
        new AssetReference("S", "A"),
        [new PlanColumn("id", ValueType.String)],
        [new PlanColumn("number", ValueType.Double), new PlanColumn("text", ValueType.String), new PlanColumn("none", ValueType.Int64)],
        null);

    /// <summary>Every read waits for it.</summary>
    public Task Open { get; set; } = Task.CompletedTask;

    public Exception? Failure { get; set; }

    /// <summary>Added to every number: the data change.</summary>
    public double Offset { get; set; }

    public int Reads { get; private set; }

    public DateTimeOffset? Deadline { get; private set; }

    public int Cancelled { get; private set; }

    /// <summary>Ends when a read has noticed that it is cancelled, which whoever cancelled it does not wait for.</summary>
    public TaskCompletionSource NoticedCancelling { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (gate)
            {
                return [.. asked.Select(ask => ask.Key)];
            }
        }
    }

    public Task<IReadOnlyList<PlanFault>> RefreshAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PlanFault>>([]);

    public async ValueTask<SourceRows> ReadAsync(RowRequest request, CancellationToken cancellationToken)
    {
        var keys = ((ColumnValues<string>)request.Keys[0]).Span.ToArray();
        Deadline = request.Deadline;
        lock (gate)
        {
            Reads++;
            asked.AddRange(keys.Select(key => (request.Tenant, key)));
        }

        try
        {
            await Open.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Cancelled++;
            NoticedCancelling.TrySetResult();
            throw;
        }

        return Failure is null ? Answer(keys, request.Wanted) : throw Failure;
    }

    public void Dispose()
    {
    }

    private SourceRows Answer(string[] keys, IReadOnlyList<int> wanted)
    {
        var number = new ColumnValues<double>();
        var text = new ColumnValues<string>();
        var none = new ColumnValues<long>();
        var rowOfKey = Array.ConvertAll(keys, key =>
        {
            if (key[0] != 'k')
            {
                return key.StartsWith("two", StringComparison.Ordinal) ? SourceRows.Ambiguous : SourceRows.NotFound;
            }

            number.Add(double.Parse(key[1..], System.Globalization.CultureInfo.InvariantCulture) + Offset);
            text.Add("text " + key[1..]);
            none.AddNull();
            return number.Count - 1;
        });
        ColumnValues[] all = [number, text, none];
        return new SourceRows(rowOfKey, [.. wanted.Select(column => all[column])], null);
    }
}
