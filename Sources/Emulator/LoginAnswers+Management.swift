/// What Azure's command line asks the resource manager before it turns to Graph.
extension LoginAnswers {
    func management(_ route: Route, in tenant: Tenant) -> Reply {
        let ids: JSON = ["id": "/tenants/\(tenant.id)", "tenantId": .string(tenant.id)]
        return switch route {
        case .endpoints: metadata(endpoints)
        case .tenants: metadata(["value": [ids]])
        default: metadata(["value": []])
        }
    }

    /// The addresses by which `az cloud register` makes a cloud of this tenant.
    private var endpoints: JSON {
        let origin = request.origin.text
        let audience = JSON.string("\(origin)/")
        return [
            "name": "emulator", "portal": .string(origin), "resourceManager": .string(origin),
            "microsoftGraphResourceId": audience, "graphAudience": audience, "graph": audience,
            "gallery": .string(origin), "batch": audience, "media": audience,
            "sqlManagement": .string(origin), "vmImageAliasDoc": .string(origin),
            "activeDirectoryDataLake": audience,
            "authentication": [
                "loginEndpoint": .string(origin), "audiences": [audience], "tenant": "common",
                "identityProvider": "AAD",
            ],
            "suffixes": [
                "acrLoginServer": "acr.invalid", "sqlServerHostname": "sql.invalid",
                "storage": "storage.invalid", "keyVaultDns": "vault.invalid",
                "mhsmDns": "mhsm.invalid",
            ],
        ]
    }
}
