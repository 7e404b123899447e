using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.OData.Edm.Csdl;

namespace FedMl.Tests.Datasphere;

/// <summary>The services of the assets: what they are and their rows.</summary>
internal sealed partial class ConsumptionService(DatasphereServer server)
{
    private static readonly string[] Options = ["$select", "$filter", "$orderby", "$top", "$skip", "$count", Page.Token];

    /// <param name="segments">Below <c>relational</c> or <c>analytical</c>, each decoded.</param>
    /// <exception cref="RefusedException">There is no such thing, or it does not take such a query.</exception>
    public Answer Handle(SeenRequest request, bool isAnalytical, string[] segments)
    {
        if (segments is not [var space, var name, .. var rest]
            || server.Assets.SingleOrDefault(a => a.Space == space && a.Name == name && (isAnalytical ? a.IsAnalytical : a.IsRelational)) is not { } asset)
        {
            throw new RefusedException(404, "Not Found", isUnexpected: false);
        }

        return rest switch
        {
            [] or [""] => Document(request, asset),
            ["$metadata"] => Metadata(request, asset),
            [var set] when set == asset.EntitySet && asset.Parameters.Count == 0 => Rows(request, asset, isAnalytical),
            [var call, "Set"] when asset.Parameters.Count > 0 => CheckParameters(call, asset) ? Rows(request, asset, isAnalytical) : throw new RefusedException(400, $"Not the parameters: {call}"),
            _ => throw new RefusedException(404, $"There is no {request.Path}."),
        };
    }

    private static Answer Document(SeenRequest request, Asset asset)
    {
        QueryOptions.Read(request.Target);
        return ServiceDocument.Of(asset.EntitySet);
    }

    private static Answer Metadata(SeenRequest request, Asset asset)
    {
        QueryOptions.Read(request.Target);
        return request.Accept == "application/xml" ? Answer.Xml(Csdl.Of(asset)) : throw new RefusedException(406, "$metadata is XML and must be asked for as such.");
    }

    private Answer Rows(SeenRequest request, Asset asset, bool isAnalytical)
    {
        var options = QueryOptions.Read(request.Target, Options);
        using var text = new StringReader(Csdl.Of(asset));
        using var xml = XmlReader.Create(text);
        var query = new RowQuery(asset, CsdlReader.Parse(xml), isAnalytical, options);
        return Page.Of(
            request, server.Address, server.Behaviour, server.Behaviour.PageSize, query.Run(), options, asset.IsFederated, (json, row) => RowJson.WriteRow(json, asset, query.Columns, row));
    }

    // Texts in quotes, numbers and dates without.
    private static bool CheckParameters(string call, Asset asset)
    {
        var values = asset.Parameters.Select(parameter => $"{Regex.Escape(parameter.Name)}={(parameter.Type == "Edm.String" ? "'[^']*'" : "[-0-9.:TZ]+")}");
        return Regex.IsMatch(call, $@"^{Regex.Escape(asset.EntitySet)}\({string.Join(",", values)}\)\z");
    }
}
