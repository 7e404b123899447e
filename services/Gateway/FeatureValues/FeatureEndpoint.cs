using System.Globalization;
using System.Text.RegularExpressions;
using FedMl.Gateway.Requests;
using FedMl.Gateway.Scores;
using FedMl.Protos.Features.V1;
using FedMl.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace FedMl.Gateway.FeatureValues;

/// <summary>Fetches features of entity keys.</summary>
internal sealed partial class FeatureEndpoint(FeaturesService.FeaturesServiceClient features, Deadline deadline, IOptions<GatewayOptions> options)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/features", (HttpContext context, FeatureEndpoint endpoint) => endpoint.GetAsync(context));

    private async Task GetAsync(HttpContext context)
    {
        var call = deadline.Start(context);
        GetOnlineFeaturesRequest request;
        using (var body = await JsonBodyReader.ReadAsync(context, options.Value.MaxBodyBytes))
        {
            request = FeatureRequestReader.Read(body.Bytes, options.Value);
        }

        GetOnlineFeaturesResponse response;
        try
        {
            response = await Neighbours.AnswerOf(Neighbours.Features, features.GetOnlineFeaturesAsync(request, call));
        }
        catch (ServiceException failure)
        {
            throw FaultFields.Translate(failure, field => Translate(field, request));
        }

        await JsonAnswer.WriteAsync(context, json => FeatureResponseWriter.Write(json, response));
    }

    // Features tells faults in the names of its message, which holds columns where the JSON holds rows.
    private static string Translate(string field, GetOnlineFeaturesRequest sent)
    {
        var name = field.Replace("row_as_of", "rowAsOf", StringComparison.Ordinal).Replace("as_of", "asOf", StringComparison.Ordinal);
        return EntityKeys().Replace(name, match => (match.Groups["rows"].Success, match.Groups["index"].Value) switch
        {
            (false, { Length: > 0 } index) when int.Parse(index, CultureInfo.InvariantCulture) is var column && column < sent.EntityKeys.Count =>
                $"entityKeys[*].{sent.EntityKeys[column].Name}",
            (_, { Length: > 0 } index) => $"entityKeys[{index}]",
            _ => "entityKeys",
        });
    }

    [GeneratedRegex(@"^entity_keys(?<rows>\.rows)?(\[(?<index>[0-9]{1,9})\])?", RegexOptions.ExplicitCapture)]
    private static partial Regex EntityKeys();
}
