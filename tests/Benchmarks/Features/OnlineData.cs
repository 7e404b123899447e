using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using FedMl.Benchmarks.Requests;
using FedMl.Protos.Features.V1;
using Google.Protobuf;

namespace FedMl.Benchmarks.Features;

/// <summary>An asset of doubles by text key, a feature view over it whose rows are kept, and requests with their right answers.</summary>
internal static class OnlineData
{
    public const int Keys = 10_000;
    public const int Features = 50;

    /// <summary>Different requests of a load.</summary>
    private const int MostRequests = 1000;

    public static void Write(string folder)
    {
        var rows = new StringBuilder("id," + string.Join(',', Enumerable.Range(0, Features).Select(feature => $"x{feature}")) + "\n");
        for (var row = 0; row < Keys; row++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"\"{Key(row)}\"");
            for (var feature = 0; feature < Features; feature++)
            {
                rows.Append(CultureInfo.InvariantCulture, $",{Value(row, feature):R}");
            }

            rows.Append('\n');
        }

        Directory.CreateDirectory(Path.Combine(folder, "data", "BENCH"));
        Directory.CreateDirectory(Path.Combine(folder, "views"));
        File.WriteAllText(Path.Combine(folder, "data", "BENCH", "WIDE.csv"), rows.ToString());
        File.WriteAllText(
            Path.Combine(folder, "views", "wide.yaml"),
            $$"""
            name: wide
            source: { space: BENCH, asset: WIDE }
            entity: [ { key: id, type: string } ]
            cache: { timeToLive: 1d }
            features: [ {{string.Join(", ", Enumerable.Range(0, Features).Select(feature => $"{{ name: x{feature}, type: double }}"))}} ]
            """);
    }

    /// <summary>Each key in one of them, as far as they go.</summary>
    public static ExactAnswers Requests(int keys) => ExactAnswers.Of(Pairs(keys).Select(pair => ((IMessage)pair.Request, (IMessage)pair.Answer)));

    /// <summary>What an echo is sent: the right answers, but for the bytes that tell it how much comes back, and to do so at once.</summary>
    public static ExactAnswers Echoes(int keys) => new(
    [
        .. Pairs(keys).Select(pair =>
        {
            var payload = pair.Answer.ToByteArray();
            BinaryPrimitives.WriteInt32LittleEndian(payload, payload.Length);
            BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(sizeof(int)), 0);
            return (payload, payload);
        }),
    ]);

    private static IEnumerable<(GetOnlineFeaturesRequest Request, GetOnlineFeaturesResponse Answer)> Pairs(int keys) =>
        Enumerable.Range(0, Math.Min(MostRequests, Keys / keys)).Select(i => Pair(i * keys, keys));

    private static (GetOnlineFeaturesRequest Request, GetOnlineFeaturesResponse Answer) Pair(int first, int keys)
    {
        var rows = Enumerable.Range(first, keys);
        var names = Enumerable.Range(0, Features).Select(feature => $"wide:x{feature}").ToArray();
        var request = new GetOnlineFeaturesRequest
        {
            Features = { names },
            EntityKeys = { new Column { Name = "id", Strings = new Strings { Values = { rows.Select(Key) } } } },
        };
        var answer = new GetOnlineFeaturesResponse
        {
            Columns =
            {
                names.Select((name, feature) => new Column
                {
                    Name = name,
                    Statuses = { rows.Select(_ => ValueStatus.Present) },
                    Doubles = new Doubles { Values = { rows.Select(row => Value(row, feature)) } },
                }),
            },
        };
        return (request, answer);
    }

    private static string Key(int row) => row.ToString("D10", CultureInfo.InvariantCulture);

    // Not round, so that no digit is lost without being seen.
    private static double Value(int row, int feature) => Math.Sin((row * (double)Features) + feature) * 1e3;
}
