using FedMl.Benchmarks.Requests;

namespace FedMl.Benchmarks.Answers;

/// <summary>Asks a server before the load, comfortably rather than cheaply.</summary>
internal interface IInferenceClient : IDisposable
{
    /// <summary>What the model takes, by its metadata.</summary>
    /// <exception cref="LoadException">The server does not tell.</exception>
    Task<IReadOnlyList<InputSpec>> InputsAsync();

    /// <summary>The outputs of fixed size for a few rows.</summary>
    /// <exception cref="LoadException">The server does not answer.</exception>
    Task<IReadOnlyList<RowTensor>> InferAsync(RowRange range);
}
