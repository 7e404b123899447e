using Google.Protobuf.Collections;

namespace FedMl.ScoringEngine.Scoring;

/// <summary>Puts the values of the scored rows back to where those rows stand in the request; zeros in between.</summary>
internal readonly struct Spread(int[] rows, int rowCount, int width)
{
    public void Into<TSource, TTarget>(RepeatedField<TTarget> target, ReadOnlySpan<TSource> values, Func<TSource, TTarget> convert)
    {
        target.Capacity = rowCount * width;
        var next = 0;
        for (var row = 0; row < rowCount; row++)
        {
            var scored = next < rows.Length && rows[next] == row;
            for (var i = 0; i < width; i++)
            {
                target.Add(scored ? convert(values[(next * width) + i]) : Zero<TTarget>());
            }

            next += scored ? 1 : 0;
        }
    }

    // Protobuf knows no null: an absent text is an empty one.
    private static T Zero<T>() => typeof(T) == typeof(string) ? (T)(object)"" : default!;
}
