using System.Xml.Linq;

namespace FedMl.Tests.Datasphere;

/// <summary>The <c>$metadata</c> of an asset's service.</summary>
internal static class Csdl
{
    public const string Namespace = "datasphere";

    private static readonly XNamespace Edmx = "http://docs.oasis-open.org/odata/ns/edmx";
    private static readonly XNamespace Edm = "http://docs.oasis-open.org/odata/ns/edm";

    public static string TypeName(Asset asset) => $"{asset.EntitySet}Type";

    public static string Of(Asset asset)
    {
        var type = new XElement(
            Edm + "EntityType",
            new XAttribute("Name", TypeName(asset)),
            Key(asset.Columns.Where(column => column.IsKey).Select(column => column.Name)),
            asset.Columns.Select(column => Property(column.Name, column.Type, isNullable: !column.IsKey, column.IsMeasure)));
        object[] content = asset.Parameters.Count == 0
            ? [type, Container(Set(asset.EntitySet, TypeName(asset), Restrictions(asset)))]
            : [type, ParametersType(asset), Container(Set(asset.EntitySet, $"{asset.EntitySet}Parameters"), Set("Set", TypeName(asset), Restrictions(asset)))];
        return new XDocument(
            new XElement(
                Edmx + "Edmx",
                new XAttribute("Version", "4.0"),
                new XElement(
                    Edmx + "Reference",
                    new XAttribute("Uri", "https://sap.github.io/odata-vocabularies/vocabularies/Analytics.xml"),
                    new XElement(Edmx + "Include", new XAttribute("Namespace", "com.sap.vocabularies.Analytics.v1"), new XAttribute("Alias", "Analytics"))),
                new XElement(Edmx + "DataServices", new XElement(Edm + "Schema", new XAttribute("Namespace", Namespace), content))))
            .ToString();
    }

    private static XElement? Key(IEnumerable<string> names)
    {
        XElement[] references = [.. names.Select(name => new XElement(Edm + "PropertyRef", new XAttribute("Name", name)))];
        return references.Length == 0 ? null : new XElement(Edm + "Key", references);
    }

    private static XElement Property(string name, string type, bool isNullable, bool isMeasure = false) => new(
        Edm + "Property",
        new XAttribute("Name", name),
        new XAttribute("Type", type),
        isNullable ? null : new XAttribute("Nullable", "false"),
        type == "Edm.Decimal" ? new XAttribute("Scale", "variable") : null,
        type is "Edm.DateTimeOffset" or "Edm.TimeOfDay" ? new XAttribute("Precision", "7") : null,
        isMeasure ? new XElement(Edm + "Annotation", new XAttribute("Term", "com.sap.vocabularies.Analytics.v1.Measure"), new XAttribute("Bool", "true")) : null);

    private static XElement ParametersType(Asset asset) => new(
        Edm + "EntityType",
        new XAttribute("Name", $"{asset.EntitySet}Parameters"),
        Key(asset.Parameters.Select(parameter => parameter.Name)),
        asset.Parameters.Select(parameter => Property(parameter.Name, parameter.Type, isNullable: false)),
        new XElement(Edm + "NavigationProperty", new XAttribute("Name", "Set"), new XAttribute("Type", $"Collection({Namespace}.{TypeName(asset)})")));

    private static XElement Container(params XElement[] sets) => new(Edm + "EntityContainer", new XAttribute("Name", "EntityContainer"), sets);

    private static XElement Set(string name, string type, params XElement?[] annotations) =>
        new(Edm + "EntitySet", new XAttribute("Name", name), new XAttribute("EntityType", $"{Namespace}.{type}"), annotations);

    private static XElement?[] Restrictions(Asset asset) =>
    [
        asset.Columns.All(column => column.IsFilterable) ? null : Restriction(
            "FilterRestrictions",
            "NonFilterableProperties",
            new XElement(Edm + "Collection", asset.Columns.Where(column => !column.IsFilterable).Select(column => new XElement(Edm + "PropertyPath", column.Name)))),
        asset.IsAnalytical && !asset.IsRelational ? Restriction("CountRestrictions", "Countable", new XAttribute("Bool", "false")) : null,
    ];

    private static XElement Restriction(string term, string property, object value) => new(
        Edm + "Annotation",
        new XAttribute("Term", $"Org.OData.Capabilities.V1.{term}"),
        new XElement(Edm + "Record", new XElement(Edm + "PropertyValue", new XAttribute("Property", property), value)));
}
