namespace FedMl.Features.Expressions.Evaluation;

/// <summary>A value or null.</summary>
internal readonly record struct Maybe<T>(bool IsThere, T Value)
{
    public static Maybe<T> Null => default;

    public static implicit operator Maybe<T>(T value) => new(true, value);

    public Maybe<TResult> Then<TResult>(Func<T, Maybe<TResult>> convert) => IsThere ? convert(Value) : Maybe<TResult>.Null;
}

internal static class Maybe
{
    public static Maybe<T> Of<T>(T? value)
        where T : struct => value is { } there ? new Maybe<T>(true, there) : default;

    public static Maybe<double> Finite(double value) => double.IsFinite(value) ? value : Maybe<double>.Null;
}
