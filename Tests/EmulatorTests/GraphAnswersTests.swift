import Testing

@testable import Emulator

struct GraphAnswersTests {
    private let local: LocalTenant
    private let payments = "/applications/\(LocalTenant.payments)"

    init() throws {
        local = try LocalTenant()
    }

    @Test("A read shows the application with the recorded headers")
    func read() throws {
        let id = "937e8365-59a0-4d69-bde7-287b37c7eb25"
        let answer = try local.graph("GET", payments, headers: ["client-request-id": id])
        let json = try answer.json

        #expect(answer.status == 200)
        #expect(
            json["@odata.context"]
                == "https://graph.microsoft.com/v1.0/$metadata#applications/$entity")
        #expect(json["id"] == .string(LocalTenant.payments))
        #expect(json["displayName"] == "payments-api")
        #expect(
            answer.headers["content-type"]
                == "application/json;odata.metadata=minimal;odata.streaming=true;"
                + "IEEE754Compatible=false;charset=utf-8")
        #expect(answer.headers["odata-version"] == "4.0")
        #expect(answer.headers["client-request-id"] == id)
        #expect(answer.headers["request-id"]?.isGUID == true)
        #expect(answer.headers["x-ms-resource-unit"] == "1")
        #expect(answer.headers["x-ms-ags-diagnostic"]?.hasPrefix(#"{"ServerInfo":"#) == true)
        #expect(answer.headers["date"] == LocalTenant.start.httpDate)
    }

    @Test(
        "An application is reached by object id and by client id in any case",
        arguments: [
            "/Applications/0B1D0001-0000-4000-8000-000000000002",
            "/applications(appId='6F3C0001-0000-4000-8000-000000000002')",
            "/applications(appId=%276f3c0001-0000-4000-8000-000000000002%27)",
            "/applications('0b1d0001-0000-4000-8000-000000000002')",
        ])
    func addresses(_ path: String) throws {
        #expect(try local.graph("GET", path).json["displayName"] == "payments-api")
    }

    @Test("A client id in the place of the object id is a 404 with the recorded text")
    func wrongSlot() throws {
        let answer = try local.graph("GET", "/applications/\(LocalTenant.paymentsClient)")
        let error = try #require(try answer.json["error"])
        let inner = try #require(error["innerError"])

        #expect(answer.status == 404)
        #expect(answer.headers["content-type"] == "application/json")
        #expect(error["code"] == "Request_ResourceNotFound")
        #expect(
            error["message"]
                == "Resource '\(LocalTenant.paymentsClient)' does not exist or one of its queried reference-property objects are not present."
        )
        #expect(inner["date"] == "2026-01-09T23:06:40")
        #expect(inner["request-id"]?.string == answer.headers["request-id"])
        #expect(inner["client-request-id"]?.string == answer.headers["client-request-id"])
    }

    @Test("Adding a secret answers 200 with the value, hint, location and context")
    func addPassword() throws {
        let answer = try local.graph(
            "POST", payments + "/addPassword",
            body: """
                {"passwordCredential":{"displayName":"one","keyId":\
                "3A299473-3d5a-4ab5-b9ea-1e173023719f",\
                "startDateTime":"2026-01-10T08:06:40.5+09:00","endDateTime":"2027-01-10T00:00:00Z"}}
                """)
        let json = try answer.json
        let value = try #require(json["secretText"]?.string)

        #expect(answer.status == 200)
        #expect(answer.headers["location"] == "https://graph.microsoft.com")
        #expect(
            json.names == [
                "@odata.context", "customKeyIdentifier", "displayName", "endDateTime", "hint",
                "keyId", "secretText", "startDateTime",
            ])
        #expect(
            json["@odata.context"]
                == "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordCredential")
        #expect(json["keyId"] == "3a299473-3d5a-4ab5-b9ea-1e173023719f")
        #expect(json["hint"] == .string(String(value.prefix(3))))
        #expect(json["startDateTime"] == "2026-01-09T23:06:40.5Z")
        #expect(json["endDateTime"] == "2027-01-10T00:00:00Z")
    }

    @Test("The value is shown once, the latest secret comes first")
    func listed() throws {
        for name in ["one", "two"] {
            _ = try local.graph(
                "POST", payments + "/microsoft.graph.addPassword",
                body: #"{"passwordCredential":{"displayName":"\#(name)"}}"#)
        }
        let credentials = try local.graph("GET", payments).json["passwordCredentials"]?.items ?? []

        #expect(credentials.map { $0["displayName"]?.string } == ["two", "one"])
        #expect(credentials.allSatisfy { $0["secretText"] == .null })
    }

    @Test(
        "Without the wrapper, or without a body, a nameless secret for two years comes about",
        arguments: [#"{"displayName":"x","endDateTime":"2026-02-01T00:00:00Z"}"#, "{}", nil])
    func unwrapped(_ body: String?) throws {
        let answer = try local.graph("POST", payments + "/addPassword", body: body)
        let end = try #require(try answer.json["endDateTime"]?.string)

        #expect(answer.status == 200)
        #expect(try answer.json["displayName"] == .null)
        #expect(end.hasPrefix("2028-01-09T23:06:40."))
    }

    @Test("Removing answers 204 with neither body nor content type, a second time 400")
    func removePassword() throws {
        let added = try local.graph("POST", payments + "/addPassword").json
        let keyID = try #require(added["keyId"]?.string)
        let body = #"{"keyId":"\#(keyID.uppercased())"}"#
        let first = try local.graph("POST", payments + "/removePassword", body: body)
        let second = try local.graph(
            "POST", payments + "/microsoft.graph.removePassword", body: body)

        #expect(first.status == 204 && first.body.isEmpty)
        #expect(first.headers["content-type"] == nil)
        #expect(second.status == 400)
        #expect(try second.json["error"]?["code"] == "Request_BadRequest")
        #expect(
            try second.json["error"]?["message"]?.string?
                .hasPrefix("No password credential found with keyId '") == true)
    }

    @Test("An audience with personal accounts holds two secrets and refuses the third")
    func cap() throws {
        let made = try local.control(
            "POST", "/applications",
            #"{"displayName":"p","signInAudience":"AzureADandPersonalMicrosoftAccount"}"#)
        let path = "/applications/\(made["objectId"]?.string ?? "")/addPassword"
        let statuses = try (0..<3).map { _ in try local.graph("POST", path).status }

        #expect(statuses == [200, 200, 400])
        #expect(
            try local.graph("POST", path).json["error"]?["message"]
                == "Not allowed to add 3 passwords. You can only add a maximum of 2 passwords.")
    }

    @Test("What is not owned can be seen and not changed")
    func denied() throws {
        let made = try local.control(
            "POST", "/applications", #"{"displayName":"f","owned":false}"#)
        let path = "/applications/\(made["objectId"]?.string ?? "")"

        #expect(try local.graph("GET", path).status == 200)
        let answer = try local.graph("POST", path + "/addPassword")
        #expect(answer.status == 403)
        #expect(try answer.json["error"]?["code"] == "Authorization_RequestDenied")
    }

    @Test(
        "Without a good token every path is a 401 with a challenge",
        arguments: ["Bearer", "Bearer x", "Bearer a.b.c", "Basic eA=="])
    func unauthenticated(_ header: String) throws {
        let answer = try local.graph(
            "GET", "/applications/nothing/here", headers: ["Authorization": header])

        #expect(answer.status == 401)
        #expect(try answer.json["error"]?["code"] == "InvalidAuthenticationToken")
        #expect(answer.headers["www-authenticate"]?.hasPrefix("Bearer realm=\"\"") == true)
    }

    private func status(withToken token: String) throws -> Int {
        try local.graph("GET", "/applications", headers: ["Authorization": "Bearer \(token)"])
            .status
    }

    @Test("A token for another resource is refused")
    func otherResource() throws {
        let answer = try local.client.send(
            "POST", "/\(local.emulator.tenantID)/oauth2/v2.0/token",
            body: LocalTenant.form([
                "grant_type": "client_credentials", "client_id": local.emulator.clientID,
                "client_secret": local.emulator.clientSecret,
                "scope": "https://management.azure.com/.default",
            ]))
        let token = try #require(try answer.json["access_token"]?.string)
        #expect(try status(withToken: token) == 401)
    }

    @Test("A token is accepted up to its end and refused from there on")
    func expiredToken() throws {
        let token = try local.token()
        try local.control("POST", "/clock", #"{"advance":3598}"#)
        #expect(try status(withToken: token) == 200)
        try local.control("POST", "/clock", #"{"advance":1}"#)
        #expect(try status(withToken: token) == 401)
    }

    @Test("An application without permissions signs in and may do nothing")
    func noPermission() throws {
        let made = try local.control(
            "POST", "/applications", #"{"displayName":"n","withSecret":true}"#)
        let token =
            try local.signIn(
                made["appId"]?.string ?? "", made["value"]?.string ?? ""
            ).json["access_token"]?.string ?? ""
        let answer = try local.graph(
            "GET", "/applications", headers: ["Authorization": "Bearer \(token)"])

        #expect(answer.status == 403)
    }

    @Test(
        "Filters work with both encodings of the quote, in any case of the id",
        arguments: [
            "$filter=appId%20eq%20'6F3C0001-0000-4000-8000-000000000002'",
            "$filter=appId%20eq%20%276f3c0001-0000-4000-8000-000000000002%27",
            "$filter=appId+eq+'6f3c0001-0000-4000-8000-000000000002'",
            "%24filter=displayName%20eq%20'payments-api'",
            "$filter=startswith(displayName,'pay')",
            "$filter=startswith%28displayName%2C%27pay%27%29",
            "$filter=startswith(displayName,%20'pay')",
        ])
    func filters(_ query: String) throws {
        let json = try local.graph("GET", "/applications?\(query)").json

        #expect(json.names == ["@odata.context", "value"])
        #expect(json["value"]?.items.map { $0["displayName"] } == ["payments-api"])
    }

    @Test("A doubled quote stands for one")
    func doubledQuote() throws {
        try local.control("POST", "/applications", #"{"displayName":"it's"}"#)
        let json = try local.graph("GET", "/applications?$filter=displayName%20eq%20'it''s'").json

        #expect(json["value"]?.items.count == 1)
    }

    @Test("A selection is read without regard to case and shown in the context")
    func select() throws {
        let one = try local.graph("GET", payments + "?$select=Id").json
        let list = try local.graph("GET", "/applications?$select=DISPLAYNAME,appid")

        #expect(one.names == ["@odata.context", "id"])
        #expect(
            one["@odata.context"]
                == "https://graph.microsoft.com/v1.0/$metadata#applications(id)/$entity")
        #expect(try list.json["value"]?.items.first?.names == ["appId", "displayName"])
        #expect(
            try list.json["@odata.context"]
                == "https://graph.microsoft.com/v1.0/$metadata#applications(displayName,appId)")
        #expect(list.headers["x-ms-resource-unit"] == "1")
        #expect(try local.graph("GET", payments + "?$select=colour").status == 400)
    }

    @Test("Pages follow on from another until all are seen, each once, with their query kept")
    func pages() throws {
        for number in 0..<7 {
            try local.control("POST", "/applications", #"{"displayName":"fleet-\#(number)"}"#)
        }
        var path =
            "/applications?$top=3&$filter=startswith(displayName,'fleet')&$select=displayName"
        var names: [String] = []
        var sizes: [Int] = []
        while true {
            let page = try local.graph("GET", path).json
            let items = page["value"]?.items ?? []
            sizes.append(items.count)
            names += items.compactMap { $0["displayName"]?.string }
            guard let link = page["@odata.nextLink"]?.string else { break }
            let base = "\(local.emulator.baseURL)/v1.0"
            #expect(link.hasPrefix(base + "/applications?"))
            path = String(link.dropFirst(base.count))
        }

        #expect(sizes == [3, 3, 1])
        #expect(names == (0..<7).map { "fleet-\($0)" })
    }

    @Test("A page has 100 items unless asked otherwise, 1 to 999")
    func pageSize() throws {
        let local = try LocalTenant { configuration in
            configuration.applications = (0..<101).map { SeededApplication(displayName: "a\($0)") }
        }
        let page = try local.graph("GET", "/applications?$select=id").json

        #expect(page["value"]?.items.count == 100)
        #expect(page["@odata.nextLink"] != nil)
        #expect(try local.graph("GET", "/applications?$top=999").json["@odata.nextLink"] == nil)
        for size in ["0", "1000", "-1", "x"] {
            #expect(try local.graph("GET", "/applications?$top=\(size)").status == 400)
        }
        #expect(try local.graph("GET", "/applications?$skiptoken=x").status == 400)
    }

    @Test("A count is given only to an advanced query")
    func count() throws {
        let plain = try local.graph("GET", "/applications?$count=true&$top=1").json
        let advanced = try local.graph(
            "GET", "/applications?$count=true&$top=1", headers: ["ConsistencyLevel": "eventual"]
        ).json

        #expect(plain["@odata.count"] == nil)
        #expect(advanced["@odata.count"] == 2)
    }

    @Test("A created application is owned by its creator, changed, deleted, and then gone")
    func lifecycle() throws {
        let made = try local.graph(
            "POST", "/applications", body: #"{"displayName":"new","tags":["a"]}"#)
        let id = try #require(try made.json["id"]?.string)
        let created = try #require(try made.json["createdDateTime"]?.string)
        let changed = try local.graph(
            "PATCH", "/applications/\(id)",
            body: #"{"displayName":"newer","tags":["b"],"signInAudience":"AzureADMultipleOrgs"}"#)
        let read = try local.graph("GET", "/applications/\(id)").json
        let deleted = try local.graph("DELETE", "/applications/\(id)")

        #expect(made.status == 201)
        #expect(
            made.headers["location"]
                == "https://graph.microsoft.com/v2/\(local.emulator.tenantID)/directoryObjects/\(id)"
                + "/Microsoft.DirectoryServices.Application")
        #expect(created.contains(".") && read["createdDateTime"]?.string?.contains(".") == false)
        #expect(changed.status == 204 && changed.body.isEmpty)
        #expect(read["displayName"] == "newer" && read["tags"] == ["b"])
        #expect(read["signInAudience"] == "AzureADMultipleOrgs")
        #expect(deleted.status == 204)
        #expect(try local.graph("GET", "/applications/\(id)").status == 404)
        #expect(try local.graph("POST", "/applications/\(id)/addPassword").status == 404)
    }

    @Test(
        "Bad bodies are refused with 400 and change nothing",
        arguments: [
            ("/addPassword", "nonsense"), ("/addPassword", "[]"),
            ("/addPassword", #"{"passwordCredential":{"endDateTime":"tomorrow"}}"#),
            ("/addPassword", #"{"passwordCredential":{"keyId":"7"}}"#),
            ("/addPassword", #"{"passwordCredential":{"displayName":7}}"#),
            ("/removePassword", "{}"), ("/removePassword", #"{"keyId":"7"}"#),
            ("/removePassword", ""), ("/addKey", "{}"), ("/addPassword/more", "{}"),
        ])
    func badBodies(_ action: String, _ body: String) throws {
        #expect(try local.graph("POST", payments + action, body: body).status == 400)
        #expect(try local.truth(LocalTenant.payments)["credentials"] == [])
    }

    @Test(
        "A change of what cannot be changed is refused",
        arguments: [
            #"{"appId":"x"}"#, #"{"passwordCredentials":[{"displayName":"x"}]}"#,
            #"{"signInAudience":"Everyone"}"#, #"{"tags":"x"}"#, #"{"colour":"red"}"#,
            #"{"displayName":null}"#,
        ])
    func badChanges(_ body: String) throws {
        #expect(try local.graph("PATCH", payments, body: body).status == 400)
    }

    @Test(
        "Methods a path does not have are 405, paths Graph does not have 400",
        arguments: [
            ("PUT", "/applications", 405), ("DELETE", "/applications", 405),
            ("GET", "/applications/x/addPassword", 405), ("GET", "/users", 400), ("GET", "", 400),
        ])
    func nowhere(_ method: String, _ path: String, _ status: Int) throws {
        #expect(try local.graph(method, path).status == status)
    }
}
