using FedMl.Benchmarks.Requests;

namespace FedMl.Benchmarks.Answers;

/// <summary>
/// Rows with the answers that the server itself gives while nothing else is asked: under load they must stay the same.
/// </summary>
internal static class LearnedRows
{
    /// <param name="server">Whom to ask.</param>
    /// <param name="rows">Distinct rows.</param>
    /// <param name="batch">Rows of a request.</param>
    /// <param name="seed">The same seed makes the same rows.</param>
    /// <exception cref="LoadException">The server does not answer, or answers nothing that can be checked.</exception>
    public static async Task<RowSet> MakeAsync(IInferenceClient server, int rows, int batch, int seed)
    {
        var random = new Random(seed);
        var inputs = (await server.InputsAsync()).Select(i => i.RandomRows(rows, random)).ToList();
        var set = new RowSet(rows, inputs, []);
        var answers = new List<IReadOnlyList<RowTensor>>();
        for (var first = 0; first + batch <= rows; first += batch)
        {
            answers.Add(await server.InferAsync(set.Range(first, batch)));
        }

        if (answers.Count == 0 || answers[0].Count == 0)
        {
            throw new LoadException("The server answers no output of fixed size that answers could be checked by.");
        }

        return set with { Outputs = [.. answers[0].Select((output, o) => output with { Data = [.. answers.SelectMany(a => a[o].Data)] })] };
    }
}
