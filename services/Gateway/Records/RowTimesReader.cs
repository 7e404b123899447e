using System.Text.Json;
using FedMl.Gateway.Requests;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace FedMl.Gateway.Records;

/// <summary>Reads an array of points in time, one for each row of <c>entityKeys</c>.</summary>
internal static class RowTimesReader
{
    public static void Read(ref Utf8JsonReader reader, string field, RepeatedField<Timestamp> times, GatewayOptions limits, FaultList faults)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            faults.Add(field, "must be an array of points in time, one for each row of entityKeys");
            reader.Skip();
            return;
        }

        for (var row = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; row++)
        {
            var time = PointInTime.Read(ref reader);
            if (row == limits.MaxRows)
            {
                faults.Add(field, $"has more than {limits.MaxRows} rows");
            }
            else if (time is null)
            {
                faults.Add($"{field}[{row}]", PointInTime.Expected);
            }
            else if (row < limits.MaxRows)
            {
                times.Add(time);
            }
        }
    }
}
