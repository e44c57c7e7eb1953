import Rotation

extension Tenant {
    /// Gives the connection its service principal, with the credentials it may use beside its
    /// secret.
    mutating func seedConnection(_ configuration: EmulatorConfiguration, now: Instant) {
        let created = now - .days(335)
        let id = insert(
            Properties(displayName: "rotator"), kind: .servicePrincipal,
            objectID: connection.servicePrincipalID, appID: connection.clientID, owners: [],
            at: created)
        for certificate in configuration.knownCertificates {
            append(KeyTerms(certificate), to: id, createdBy: "seed", at: created)
        }
        objects[id]?.federated = configuration.federatedCredentials.map { credential in
            FederatedCredential(
                id: identities.guid(), name: "connection", issuer: credential.issuer ?? "",
                subject: credential.subject, audiences: [credential.audience])
        }
    }

    /// Adds an application that was there before the first request.
    mutating func seed(_ seeded: SeededApplication, now: Instant) {
        let created = now - .days(335)
        let objectID = insert(
            Properties(
                displayName: seeded.displayName, signInAudience: seeded.signInAudience,
                tags: seeded.tags),
            objectID: seeded.objectID, appID: seeded.appID,
            owners: seeded.isOwned ? [connection.servicePrincipalID] : [], at: created)
        for name in seeded.secrets {
            append(
                PasswordTerms(
                    displayName: name, start: Timestamp(created),
                    end: Timestamp(created).adding(years: 1)),
                to: objectID, createdBy: "seed", at: created)
        }
        for secret in seeded.datedSecrets {
            let start = now + .seconds(secret.startsIn)
            let end = Timestamp(now + .seconds(secret.endsIn))
            var terms = PasswordTerms(
                displayName: secret.displayName, start: Timestamp(start), end: end)
            terms.customKeyIdentifier = secret.displayName == nil ? "bGVnYWN5" : nil
            append(terms, to: objectID, createdBy: "seed", at: min(created, start))
        }
        for certificate in seeded.certificates.compactMap({
            KnownCertificate(pemOrDER: Array($0.utf8))
        }) {
            append(KeyTerms(certificate), to: objectID, createdBy: "seed", at: created)
        }
    }
}
