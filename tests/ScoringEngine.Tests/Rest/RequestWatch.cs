using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedMl.ScoringEngine.Tests.Rest;

/// <summary>Sees from within how a request ends, even where nobody is left to take the answer, and what is logged as an error.</summary>
internal sealed class RequestWatch : ILoggerProvider, ILogger
{
    private readonly MeterListener listener = new();
    private readonly TaskCompletionSource<int> status = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool closed;

    public RequestWatch(RunningScoring host)
    {
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(this);
        var meters = host.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "http.server.request.duration" && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
            {
                if (name == "http.response.status_code")
                {
                    status.TrySetResult((int)value!);
                }
            }
        });
        listener.Start();
    }

    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>Status of the first request that ends.</summary>
    public Task<int> StatusAsync() => status.Task.WaitAsync(TimeSpan.FromMinutes(1));

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error && !closed;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Errors.Enqueue($"{formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
        closed = true;
        listener.Dispose();
    }
}
