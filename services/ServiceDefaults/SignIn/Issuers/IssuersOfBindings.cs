namespace FedMl.ServiceDefaults.SignIn.Issuers;

/// <summary>The issuers that bindings name; a binding of another service names none.</summary>
internal static class IssuersOfBindings
{
    public static IReadOnlyList<TrustedIssuer> Read(string folder, List<string> faults)
    {
        List<TrustedIssuer> issuers = [];
        foreach (var binding in BindingFolder.Read(folder, faults))
        {
            if (KindOf(binding) is "xsuaa" && Checked(binding, faults, "uaadomain", "clientid", "xsappname"))
            {
                issuers.Add(new XsuaaIssuer(binding.Name, binding.Text("uaadomain"), binding.Text("clientid"), binding.Text("xsappname")));
            }
            else if (KindOf(binding) is "identity" && Checked(binding, faults, "domains", "clientid"))
            {
                issuers.Add(new IdentityIssuer(binding.Name, binding.Text("url"), binding.Texts("domains"), binding.Text("clientid"), binding.Text("app_tid")));
            }
        }

        return issuers;
    }

    // The operator writes `type` beside the credentials; a secret that was made by hand may lack it.
    private static string KindOf(ServiceBinding binding) => binding switch
    {
        _ when binding.Text("type") is "xsuaa" or "identity" => binding.Text("type"),
        _ when binding.Text("label") is "xsuaa" or "identity" => binding.Text("label"),
        _ when binding.Has("uaadomain") && binding.Has("xsappname") => "xsuaa",
        _ when binding.Has("domains") && binding.Has("clientid") => "identity",
        _ => "",
    };

    private static bool Checked(ServiceBinding binding, List<string> faults, params string[] keys)
    {
        string[] missing = [.. keys.Where(key => binding.Text(key).Length == 0)];
        faults.AddRange(missing.Select(key => $"The binding {binding.Name} has no {key}."));
        string[] hosts = [binding.Text("uaadomain"), .. binding.Texts("domains")];
        string[] wrong = [.. hosts.Where(host => host.Length > 0 && !Domains.IsHost(host))];
        faults.AddRange(wrong.Select(_ => $"The binding {binding.Name} has a domain that is not the name of a host."));
        return missing.Length + wrong.Length == 0;
    }
}
